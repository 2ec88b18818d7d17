import ShinsoTensor

/// State that a training carries from batch to batch besides weights and optimizer state, such as
/// that of a recurrent network that reads a text in pieces.
public protocol CarriedState: AnyObject {
  var tensors: [NamedTensor] { get }

  /// - Throws: `InputError` naming `file` if the tensors do not fit.
  func load(_ tensors: [NamedTensor], from file: String) throws
}
