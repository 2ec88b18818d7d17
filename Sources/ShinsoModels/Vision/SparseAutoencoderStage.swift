import ShinsoNN
import ShinsoTensor

/// A stage of ``SparseAutoencoder``: filters that differ from place to place, L2 pooling of neighboring
/// answers in each map, local contrast normalization.
public final class SparseAutoencoderStage: Module, Layer, CountsMultiplyAdds {
  /// `[places, maps, channels · field · field]`.
  public let filters: Parameter
  private let side: Int
  private let field: Int
  private let pool: Int

  /// Under the root of the pools, which has no slope at 0.
  private static let epsilon = 1e-3

  public init(_ form: SparseAutoencoderForm, stage: Int) {
    let shape = form.filterShape(ofStage: stage)
    // As many filters as this see a pixel, so that their reconstruction is about as large as it.
    let count = Double(form.maps * form.field * form.field)
    filters = Parameter(
      .normal(standardDeviation: 1 / count.squareRoot()), shape, fanIn: shape[2],
      fanOut: shape[1])
    side = form.side(ofStage: stage)
    field = form.field
    pool = form.pool
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    localContrastNorm(pooled(answers(x)), size: 5, standardDeviation: 1.2)
  }

  /// For a batch, a picture's share: the squared error of what the filters reconstruct from their
  /// answers, `‖W Wᵀx - x‖²`, and the sum of the pools, `Σ √(ε + H (Wᵀx)²)`.
  public func cost(_ x: Tensor) -> (reconstruction: Tensor, sparsity: Tensor) {
    call {
      let answers = answers(x)
      let again = locallyConnectedTranspose2d(
        answers, filters.tensor, size: Size2d(side), kernelSize: Size2d(field))
      let share = 1 / Double(x.shape[0])
      return ((again - x).square().sum() * share, pooled(answers).sum() * share)
    }
  }

  public func multiplyAdds(output: Shape) -> Int { output[0] * filters.shape.elementCount }

  private func answers(_ x: Tensor) -> Tensor {
    locallyConnected2d(x, filters.tensor, kernelSize: Size2d(field))
  }

  private func pooled(_ answers: Tensor) -> Tensor {
    let means = averagePool2d(answers.square(), kernelSize: Size2d(pool), stride: 1)
    return (means * Double(pool * pool) + Self.epsilon).sqrt()
  }
}
