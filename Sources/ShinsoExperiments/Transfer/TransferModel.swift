import Foundation
import ShinsoFormats
import ShinsoTensor

/// The file of a model on a pretrained network's features, and what belongs to it.
struct TransferModel {
  let file: URL
  let content: SafetensorsFile
  let metadata: [String: String]
  let classNames: [String]
  let network: PretrainedNetwork
  let layer: String
  /// What it learned from, unless the file does not say.
  let data: String?

  init(_ request: Request, system id: String) throws {
    file = try RunFolder.model(request, id)
    (content, metadata) = try RunFolder.open(file, system: id)
    classNames = try metadata.names("classes", in: file)
    network = try PretrainedNetwork(metadata.required("network", in: file))
    layer = try metadata.required("layer", in: file)
    data = metadata["data"]
  }

  /// The data to score it on.
  func source(_ request: Request) throws -> String {
    guard let source = request.data ?? data else {
      throw InputError("--data", "name the pictures: the model does not say what it learned from")
    }
    return source
  }

  func learned(from source: String) -> Bool {
    data.map { DataName.isSame($0, source) } == true
  }

  /// - Throws: `InputError` where the layer gives another number of features than was learned from.
  func check(features width: Int, learned: Int) throws {
    guard width == learned else {
      throw InputError(file.path, "was trained on \(learned) features, \(layer) gives \(width)")
    }
  }

  /// - Throws: `InputError` for data of other classes.
  func check(_ data: TransferData, of source: String) throws {
    guard data.classNames == classNames else {
      throw InputError(source, "has other classes than the model")
    }
  }
}
