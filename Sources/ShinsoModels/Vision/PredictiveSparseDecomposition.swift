import ShinsoNN
import ShinsoTensor

/// Filters learned without labels: patches y are sums of few atoms of a dictionary, B z, and a simple
/// function of the patch, G tanh(K y), is to predict the code z. The energy
///
///     ‖y - B z‖² + λ |z|₁ + ‖z - G tanh(K y)‖²
///
/// is minimized over z for each patch, and then B, K and G go a step down its gradient with z fixed; no
/// atom may be longer than 1. Kavukcuoglu, Ranzato & LeCun, "Fast inference in sparse coding algorithms
/// with applications to object recognition", 2008, equation 3 with α = 1; the unsupervised filters of
/// Jarrett et al., ICCV 2009.
public final class PredictiveSparseDecomposition: Module {
  /// K, `[codes, pixels]`.
  public let filters: Parameter
  /// G, `[codes]`.
  public let gains: Parameter
  /// B, an atom a row, `[codes, pixels]`. ``MaxNorm`` limits their length.
  public let dictionary: Parameter
  private let sparsity: Double
  private let steps: Int

  /// - Parameters:
  ///   - sparsity: λ.
  ///   - steps: of the minimization over z, by shrinkage and thresholding (ISTA), from the prediction.
  public init(pixels: Int, codes: Int, sparsity: Double = 0.5, steps: Int = 20) {
    self.sparsity = sparsity
    self.steps = steps
    filters = Parameter(.fanIn, [codes, pixels], fanIn: pixels, fanOut: codes)
    gains = Parameter(.ones([codes]))
    dictionary = Parameter(
      .normal(standardDeviation: 1 / Double(pixels).squareRoot()), [codes, pixels], fanIn: pixels,
      fanOut: codes)
    super.init()
  }

  /// G tanh(K y), `[N, codes]`, of patches `[N, pixels]`.
  public func prediction(_ y: Tensor) -> Tensor {
    tanh(linear(y, filters.tensor)) * gains.tensor
  }

  /// The codes that minimize the energy, nearly; they are not recorded.
  public func codes(_ y: Tensor) -> Tensor {
    withoutGradients {
      let (atoms, predicted) = (dictionary.detached, prediction(y))
      // No eigenvalue of B Bᵀ is above the largest sum of absolute values in a row.
      let products = matmul(atoms, atoms, transposingRight: true)
      let bound = 2 * (products.abs().sum(axes: 1).max().item() + 1)
      var z = predicted
      for _ in 0..<steps {
        let slope = matmul(matmul(z, atoms) - y, atoms, transposingRight: true) + (z - predicted)
        let moved = z - slope * (2 / bound)
        let threshold = sparsity / bound
        z = relu(moved - threshold) - relu(-moved - threshold)
      }
      return z
    }
  }

  /// The mean energy of patches `[N, pixels]` but for its λ |z|₁, which has no gradient here.
  public func loss(_ y: Tensor) -> Tensor {
    let z = codes(y)
    let (missing, surprise) = (y - matmul(z, dictionary.tensor), z - prediction(y))
    return (missing.square().sum() + surprise.square().sum()) / Double(y.shape[0])
  }
}
