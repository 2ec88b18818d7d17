import ShinsoNN
import ShinsoTensor

/// What leads around the convolutions of a residual block where the shape changes. He et al., CVPR
/// 2016, section 4.1.
public enum Shortcut: String, Sendable, CaseIterable {
  /// Every second pixel, and channels of zeros: option A, without parameters.
  case padding = "A"
  /// A 1×1 convolution with batch normalization: option B.
  case projection = "B"
  /// None, not even where the shape stays: the paper's plain networks.
  case plain

  /// nil where the input passes as it is, or not at all.
  func layer(_ inputs: Int, _ outputs: Int, stride: Int) -> (any TensorLayer)? {
    if stride == 1, inputs == outputs { return nil }
    return switch self {
    case .padding: PaddingShortcut(channels: outputs - inputs, stride: stride)
    case .projection: ProjectionShortcut(inputs, outputs, stride: stride)
    case .plain: nil
    }
  }
}
