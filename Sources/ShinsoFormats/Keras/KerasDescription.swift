import Foundation
import ShinsoTensor

/// What Keras's JSON says of a network: its layers in their order, those of networks inside it in
/// their place.
public struct KerasDescription {
  public private(set) var layers: [(name: String, settings: KerasLayer.Settings)] = []
  private var places: [ExactName: Int] = [:]
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
    var settings = KerasLayer.Settings(type: layer["class_name"] as? String, config)
    if let before = source(of: layer), before.type == "ZeroPadding2D" {
      settings.margins = before.margins
    }
    places[ExactName(name)] = layers.count
    layers.append((name, settings))
  }

  /// The layer whose output another takes; in a sequence, the one before it.
  private func source(of layer: [String: Any]) -> KerasLayer.Settings? {
    let names = Self.texts(layer["inbound_nodes"], depth: 16)
    if names.isEmpty { return layers.last?.settings }
    return names.compactMap { places[ExactName($0)] }.max().map { layers[$0].settings }
  }

  /// All texts in a value of JSON.
  private static func texts(_ value: Any?, depth: Int) -> Set<String> {
    if depth == 0 { return [] }
    if let text = value as? String { return [text] }
    let parts = value as? [Any] ?? (value as? [String: Any]).map { Array($0.values) } ?? []
    return parts.reduce(into: []) { $0.formUnion(texts($1, depth: depth - 1)) }
  }
}

extension KerasLayer.Settings {
  init(type: String?, _ config: [String: Any]) {
    func sizes(_ key: String) -> [Int]? {
      config[key] as? [Int] ?? (config[key] as? Int).map { [$0, $0] }
    }
    self.type = type
    strides = sizes("strides")
    epsilon = config["epsilon"] as? Double
    padding = config["padding"] as? String
    dilation = sizes("dilation_rate")
    window = sizes("pool_size")
    isChannelsFirst = config["data_format"] as? String == "channels_first"
    margins =
      type == "ZeroPadding2D" ? (config["padding"] as? [[Int]]).map { $0.flatMap(\.self) } : nil
    activation = Self.activation(type, config)
  }

  private static func activation(_ type: String?, _ config: [String: Any]) -> String? {
    switch type {
    case "ReLU":
      if let slope = config["negative_slope"] as? Double, slope != 0 { return "leakyrelu" }
      return (config["max_value"] as? Double).map { "relu\(Int(exactly: $0) ?? 0)" } ?? "relu"
    case "LeakyReLU", "PReLU", "ELU", "Softmax": return type?.lowercased()
    default: break
    }
    if let name = config["activation"] as? String { return name == "linear" ? nil : name }
    // An object: a function by its name, or a layer of the kind above.
    guard let object = config["activation"] as? [String: Any] else { return nil }
    if let name = object["config"] as? String { return name }
    return activation(object["class_name"] as? String, object["config"] as? [String: Any] ?? [:])
      ?? object["class_name"] as? String
  }
}
