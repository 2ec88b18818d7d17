import ShinsoNN
import ShinsoTensor

/// How far reconstructions are from their samples, both `[N, D]`: the squared error summed over the
/// D values, mean over the N samples. A scalar. The figure that Hinton & Salakhutdinov (Science 313,
/// 2006) give.
public func reconstructionError(_ reconstructions: Tensor, _ samples: Tensor) -> Tensor {
  meanSquaredError(reconstructions, samples) * Double(samples.shape[1])
}
