import Foundation
import ShinsoTensor

/// What Keras's JSON says of a network: its layers in their order, those of networks inside it in
/// their place.
struct KerasDescription {
  private(set) var layers: [(name: String, settings: KerasLayer.Settings)] = []
  /// Height and width of the images that it takes; nil if they are not fixed.
  private(set) var inputSize: (height: Int, width: Int)?

  init(_ json: [UInt8], name: String) throws {
    guard let object = try? JSONSerialization.jsonObject(with: Data(json)) as? [String: Any] else {
      throw InputError(name, "is damaged: its description of the network is not JSON")
    }
    add(object)
  }

  private mutating func add(_ layer: [String: Any]) {
    guard let config = layer["config"] as? [String: Any] else {
      // Until Keras 2.2, the configuration of a Sequential was the list itself.
      for part in layer["config"] as? [[String: Any]] ?? [] { add(part) }
      return
    }
    if let parts = config["layers"] as? [[String: Any]] {
      for part in parts { add(part) }
      return
    }
    let shape = (config["batch_shape"] ?? config["batch_input_shape"]) as? [Any]
    if let sizes = shape?.map({ $0 as? Int }), sizes.count == 4, let height = sizes[1],
      let width = sizes[2]
    {
      inputSize = (height, width)
    }
    guard let name = config["name"] as? String else { return }
    layers.append(
      (
        name,
        KerasLayer.Settings(
          type: layer["class_name"] as? String, strides: config["strides"] as? [Int],
          epsilon: config["epsilon"] as? Double)
      ))
  }
}
