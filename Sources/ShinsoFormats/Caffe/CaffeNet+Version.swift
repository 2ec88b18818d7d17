import ShinsoSchemas

extension CaffeNet {
  /// The form of a file's layers.
  public enum Version: String, Sendable, Hashable {
    /// `layers { layer { … } }`, of 2013.
    case v0 = "V0"
    /// `layers { type: CONVOLUTION … }`, of 2014.
    case v1 = "V1"
    /// `layer { type: "Convolution" … }`, of today.
    case v2 = "V2"

    init(_ net: CaffeNetParameter) {
      self = net.layers.isEmpty ? .v2 : net.layers.contains(where: \.hasLayer) ? .v0 : .v1
    }
  }
}

extension CaffeNetParameter {
  /// The layers in today's form.
  func layersOfToday(file: String) throws -> [CaffeLayerParameter] {
    try layers.map { try $0.upgraded(file: file) } + layer
  }
}
