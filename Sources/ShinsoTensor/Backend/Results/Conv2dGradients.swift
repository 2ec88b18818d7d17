/// The gradients of a convolution's inputs; nil if they are not wanted.
public struct Conv2dGradients: Sendable {
  public var input: Tensor?
  public var weight: Tensor?
  public var bias: Tensor?

  public init(input: Tensor? = nil, weight: Tensor? = nil, bias: Tensor? = nil) {
    self.input = input
    self.weight = weight
    self.bias = bias
  }
}

extension Backend {
  public func conv2dBackward(
    _ dy: Tensor, x: Tensor?, inputShape: Shape, weight: Tensor, _ geometry: Conv2dGeometry,
    wantsInput: Bool, wantsBias: Bool
  ) -> Conv2dGradients {
    conv2dGradients(
      dy, x: x, inputShape: inputShape, weight: weight, geometry, wantsInput: wantsInput,
      wantsBias: wantsBias)
  }

  /// Computes the gradients one by one.
  func conv2dGradients(
    _ dy: Tensor, x: Tensor?, inputShape: Shape, weight: Tensor, _ geometry: Conv2dGeometry,
    wantsInput: Bool, wantsBias: Bool
  ) -> Conv2dGradients {
    Conv2dGradients(
      input: wantsInput
        ? conv2dBackwardInput(dy, weight: weight, inputShape: inputShape, geometry) : nil,
      weight: x.map { conv2dBackwardWeight(dy, x: $0, weight: weight, geometry) },
      bias: wantsBias ? channelSum(dy) : nil)
  }
}
