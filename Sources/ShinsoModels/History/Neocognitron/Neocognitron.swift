import ShinsoNN
import ShinsoTensor

/// The neocognitron, see ``NeocognitronStage``: stages of S-cells, which learn features without a
/// teacher, and C-cells, which tolerate that these lie elsewhere, one on top of the other. Each stage
/// sees more of the picture and minds less where things are.
///
/// Departures from the paper, which tells five digits apart in pictures of 16 × 16: pictures of
/// 28 × 28, more planes, and 5 × 5 windows with a step of 2 from one C-cell to the next. The paper's
/// selectivities are 4, 1.5 and 1.5.
public final class Neocognitron: Module, Layer {
  public let stages: [NeocognitronStage]
  /// Side of a picture.
  public static let side = 28

  /// - Parameters:
  ///   - planes: of S-cells, for each stage. C-cells have as many.
  ///   - selectivities: as many.
  public init(planes: [Int], selectivities: [Double]) {
    precondition(
      planes.count == selectivities.count && planes.count > 1,
      "Neocognitron: \(planes.count) numbers of planes and \(selectivities.count) selectivities")
    stages = Self.forms(planes: planes, selectivities: selectivities).map(NeocognitronStage.init)
    super.init()
  }

  /// The form of each stage, from the bottom up.
  public static func forms(planes: [Int], selectivities: [Double]) -> [NeocognitronStage.Form] {
    var side = Self.side
    return planes.indices.map { index in
      let isTop = index == planes.count - 1
      defer { side = (side + 1) / 2 }
      // The topmost C-cells see everything.
      return NeocognitronStage.Form(
        inputs: index == 0 ? 1 : planes[index - 1], planes: planes[index],
        window: isTop ? side | 1 : 5, selectivity: selectivities[index],
        amount: index == 0 ? 1 : 16,
        spread: isTop ? side : 5, stride: isTop ? 1 : 2, margin: isTop ? 0 : 2)
    }
  }

  /// The topmost C-cells `[N, planes, 1, 1]` of pictures `[N, 1, 28, 28]` from 0 to 1.
  public func forward(_ x: Tensor) -> Tensor { stages.reduce(x) { $1($0) } }

  /// The C-cells of a stage.
  public func complex(_ x: Tensor, stage: Int) -> Tensor {
    stages[...stage].reduce(x) { $1($0) }
  }
}
