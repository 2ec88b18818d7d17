/// What is joined along channels: a tensor `[N, C, H, W]`, or a convolution, which a backend may let
/// write its result where it belongs.
public enum JointPart: Sendable {
  case tensor(Tensor)
  case convolution(Tensor, weight: Tensor, Conv2dGeometry, Epilogue)

  package var shape: Shape {
    switch self {
    case .tensor(let x): return x.shape
    case .convolution(let x, let weight, let geometry, _):
      let size = geometry.output(height: x.shape[2], width: x.shape[3])
      return [x.shape[0], weight.shape[0], size.height, size.width]
    }
  }
}

extension Backend {
  public func join(_ parts: [JointPart]) -> Tensor {
    concatenate(parts.map(computed), axis: 1)
  }

  func computed(_ part: JointPart) -> Tensor {
    switch part {
    case .tensor(let x): x
    case .convolution(let x, let weight, let geometry, let epilogue):
      conv2d(x, weight: weight, geometry, epilogue)
    }
  }
}
