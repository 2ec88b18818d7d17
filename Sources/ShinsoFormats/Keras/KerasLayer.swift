import ShinsoTensor

/// A layer of a Keras file that has weights, in Keras's layout: kernels of convolutions
/// `[height, width, inputs, outputs]`, those of dense layers `[inputs, outputs]`.
public struct KerasLayer: Sendable {
  public enum Kind: String, Sendable, Hashable {
    case convolution
    case depthwise = "depthwise convolution"
    case dense = "dense layer"
    case norm = "batch normalization"
    case recurrent = "recurrent layer"
    case other = "layer of another kind"
  }

  /// What the description of the network says of a layer.
  public struct Settings: Sendable {
    /// Keras's name of the class.
    public let type: String?
    public let strides: [Int]?
    public let epsilon: Double?
    /// Keras's name of a function, `relu`; nil: none.
    public let activation: String?
    /// `same` or `valid`.
    public let padding: String?
    public let dilation: [Int]?
    /// The window of a pooling layer.
    public let window: [Int]?
    public let isChannelsFirst: Bool
    /// Zeros that a layer before it adds at the top, the bottom, the left and the right.
    public internal(set) var margins: [Int]?
  }

  public let name: String
  /// By Keras's names: `kernel`, `bias`, `gamma`, `moving_mean`, …
  public let weights: [String: Tensor]
  /// nil where the file does not describe the network.
  public internal(set) var settings: Settings?

  public var kind: Kind {
    if weights["recurrent_kernel"] != nil { return .recurrent }
    if weights["moving_mean"] != nil { return .norm }
    switch kernel?.rank {
    case 4:
      let isDepthwise =
        weights["depthwise_kernel"] != nil || settings?.type == "DepthwiseConv2D"
      return isDepthwise ? .depthwise : .convolution
    case 2: return .dense
    default: return .other
    }
  }

  public var kernel: Tensor? { weights["kernel"] ?? weights["depthwise_kernel"] }

  init(name: String, weights: [String: Tensor]) {
    self.name = name
    self.weights = weights
  }
}
