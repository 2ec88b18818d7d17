/// Local contrast normalization: from each pixel the mean of its neighborhood over all channels is
/// taken, and what is left is divided by its standard deviation there, but by no less than the mean
/// standard deviation of the picture. Jarrett et al., "What is the best multi-stage architecture for
/// object recognition?", ICCV 2009, section 2.1. Neighborhoods are weighted by a Gaussian of
/// `size` × `size`, whose weights are scaled to sum 1 inside the picture. x `[N, C, H, W]`.
/// PyTorch: no equivalent.
///
/// - Parameter standardDeviation: of the Gaussian, in pixels.
public func localContrastNorm(
  _ x: Tensor, size: Int = 9, standardDeviation: Double = 1.591, epsilon: Double = 1e-6
) -> Tensor {
  stopUnless(
    x.rank == 4, in: "localContrastNorm", "input \(x.shape) has not the axes [N, C, H, W]")
  let smoothing = NeighborhoodMeanOp(size: size, standardDeviation: standardDeviation)
  let centered = x - applyOp(smoothing, x).mean(axes: 1, keepingAxes: true)
  let variance = applyOp(smoothing, centered.square()).mean(axes: 1, keepingAxes: true)
  let spread = (variance + epsilon).sqrt()
  return centered / maximum(spread, spread.mean(axes: 1, 2, 3, keepingAxes: true))
}
