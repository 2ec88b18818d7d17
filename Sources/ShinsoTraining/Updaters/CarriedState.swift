import ShinsoTensor

/// What a training carries from batch to batch besides weights and the optimizer's state, such as the
/// state of a recurrent network that reads a text in pieces.
public protocol CarriedState: AnyObject {
  var tensors: [NamedTensor] { get }

  /// - Throws: `InputError` naming `file` for tensors that do not fit.
  func load(_ tensors: [NamedTensor], from file: String) throws
}
