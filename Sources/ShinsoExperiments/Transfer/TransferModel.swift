import ShinsoFormats
import ShinsoTensor
import ShinsoZoo

/// The file of a model on a pretrained network's features, and what belongs to it.
struct TransferModel {
  let saved: TrainedModel
  let classNames: [String]
  let network: PretrainedNetwork
  let layer: String

  init(_ options: ModelOptions, of id: String) throws {
    saved = try TrainedModel(options, of: id)
    classNames = try saved.names("classes")
    network = try PretrainedNetwork(saved.required("network"))
    layer = try saved.required("layer")
  }

  /// The data to score it on.
  func source(_ data: DataName?) throws -> DataName {
    guard let source = data ?? saved.metadata["data"].map({ DataName($0) }) else {
      throw InputError("--data", "name the pictures: the model does not say what it learned from")
    }
    return source
  }

  func learned(from source: DataName) -> Bool {
    saved.metadata["data"].map { DataName($0).isSame(as: source) } == true
  }

  /// - Throws: `InputError` where the layer gives another number of features than was learned from.
  func check(features width: Int, learned: Int) throws {
    guard width == learned else {
      throw InputError(
        saved.file.path, "was trained on \(learned) features, \(layer) gives \(width)")
    }
  }
}
