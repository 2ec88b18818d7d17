import ShinsoTensor

/// One layer in a summary.
public struct LayerSummary: Sendable {
  public let name: String
  /// What it computes, by the name of the function: `conv2d`.
  public let kind: String
  public let output: Shape
  /// The number of parameters of this layer, without its parts.
  public let parameters: Int
  public let multiplyAdds: Int
}

extension LayerSummary {
  /// The name of the function that a module is named after: `conv2d` of `Conv2d`, `lstm` of `LSTM`.
  static func kind(of module: Module) -> String {
    if let layer = module as? GraphLayer { return layer.place.kind }
    let name = String(describing: type(of: module))
    let isAcronym = name.count(where: \.isUppercase) > name.count(where: \.isLowercase)
    return isAcronym ? name.lowercased() : name.prefix(1).lowercased() + name.dropFirst()
  }
}
