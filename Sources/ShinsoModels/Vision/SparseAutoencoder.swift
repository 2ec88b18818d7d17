import ShinsoNN
import ShinsoTensor

/// Learns from pictures without labels until single neurons answer to things in them: Le, Ranzato, Monga,
/// Devin, Chen, Corrado, Dean & Ng, "Building high-level features using large scale unsupervised learning",
/// ICML 2012, which found neurons for faces, bodies and cats. Pictures `[N, C, H, W]`, neurons
/// `[N, maps, h, w]`.
///
/// Each of three stages has filters whose weights are not shared between places, L2 pooling and local
/// contrast normalization: nine layers as the paper counts, twelve if the two steps of the normalization,
/// subtraction and division, count as two. Windows follow each other at every pixel; so do the paper's, as
/// its billion weights tell: pictures of 200 × 200, fields of 18 × 18, eight maps and pools of 5 × 5 make
/// 1.2 billion.
///
/// Departures: a stage reconstructs by the transpose of its filters, as in Le, Karpenko, Ngiam & Ng, "ICA
/// with reconstruction cost for efficient overcomplete feature learning", NIPS 2011, where the paper has
/// weights of their own for that. The stages learn one after another. The normalization divides by no less
/// than the mean deviation of the picture (Jarrett et al., ICCV 2009), the paper's by no less than a
/// constant.
public final class SparseAutoencoder: Module, Layer {
  public let form: SparseAutoencoderForm
  public let stages: [SparseAutoencoderStage]

  public init(_ form: SparseAutoencoderForm) {
    self.form = form
    stages = (0..<SparseAutoencoderForm.stageCount).map {
      SparseAutoencoderStage(form, stage: $0)
    }
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor { stages.reduce(x) { $1($0) } }

  /// What a stage learns from.
  public func input(ofStage stage: Int, _ x: Tensor) -> Tensor {
    stages.prefix(stage).reduce(x) { $1($0) }
  }
}
