import ShinsoNN
import ShinsoTensor

/// The network of LeCun, Boser, Denker, Henderson, Howard, Hubbard & Jackel, "Backpropagation applied
/// to handwritten zip code recognition", Neural Computation 1 (1989): two layers of shared 5×5
/// kernels with stride 2, in which each unit has a bias of its own, 30 hidden units, 10 outputs.
/// 9,760 parameters with ten classes: H1 12 · 25 + 768, H2 12 · 8 · 25 + 192, H3 30 · 193, output
/// 10 · 31. Pixels are -1…1; beyond the border everything is background, -1.
///
/// Input `[N, 1, 28, 28]`, pixels 0…1, as MNIST has them; its inner 24 × 24 pixels become the 16 × 16
/// that the network sees.
///
/// Each map of H2 sees 8 of the 12 maps of H1. The paper keeps its scheme to itself; here map k sees
/// k, k + 1 … k + 7, modulo 12. The paper's loss is the squared distance of the outputs from 1 for
/// the class and -1 for the others. The logits are minus those distances, up to what is common to
/// all classes, so softmax cross-entropy asks for the class with the least.
public final class LeNet1989: Module, Layer {
  let h1 = LeNet1989.layer(1, table: Array(repeating: [0], count: 12), size: 8)
  let h2 = LeNet1989.layer(
    12, table: (0..<12).map { map in (0..<8).map { (map + $0) % 12 } }, size: 4)
  let h3 = Linear(12 * 4 * 4, 30, initializer: .leCun, biasInitializer: .leCun)
  let output: Linear

  public init(classes: Int = 10) {
    output = Linear(30, classes, initializer: .leCun, biasInitializer: .leCun)
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    let inner = x.sliced(axis: 2, from: 2, to: 26).sliced(axis: 3, from: 2, to: 26)
    let field = resize2d(inner, to: 16) * 2 - 1  // [N, 1, 16, 16]
    var h = scaledTanh(h1(field))  // [N, 12, 8, 8]
    h = scaledTanh(h2(h))  // [N, 12, 4, 4]
    h = scaledTanh(h3(h.flattened(from: 1)))  // [N, 30]
    // -Σ (y - t)², where t is 1 for one class and -1 elsewhere, is 4 y of that class and a number
    // that all classes share.
    return scaledTanh(output(h)) * 4
  }

  private static func layer(_ inputs: Int, table: [[Int]], size: Int) -> TableConv2d {
    TableConv2d(
      inputs, table: table, size: 5, stride: 2,
      padding: Padding2d(top: 2, left: 2, bottom: 1, right: 1), border: -1, biases: (size, size))
  }
}
