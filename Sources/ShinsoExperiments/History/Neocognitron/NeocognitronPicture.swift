import Foundation
import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// What the planes of each layer answer to a digit: those that answer most.
struct NeocognitronPicture {
  private let net: Neocognitron
  /// `[1, 1, 28, 28]`.
  private let digit: Tensor

  private static let shown = 10

  init(_ net: Neocognitron, _ digit: Tensor) {
    self.net = net
    self.digit = digit
  }

  /// Of the first digit of a data set.
  init(_ net: Neocognitron, _ digits: TensorDataset) throws {
    let first = try DataLoader(Subset(digits, indices: [0]), batchSize: 1).epoch(0).next()
    guard let first else {
      throw InputError("the test digits", "are missing: there is nothing to draw")
    }
    self.init(net, first.samples)
  }

  func write(to url: URL) throws {
    var rows = [
      PatternSheet.Row(
        Wording("input", "入力").line, [PatternSheet.Cell(image(digit.rows(0)[0], most: 1))])
    ]
    withoutGradients {
      var x = digit
      for (index, stage) in net.stages.enumerated() {
        let (simple, complex) = (stage.simple(x), stage(x))
        rows.append(row("S\(index + 1)", simple))
        rows.append(row("C\(index + 1)", complex))
        x = complex
      }
    }
    try PatternSheet(
      title: Wording(
        "Neocognitron: the planes that answer most, by their numbers", "最も強く反応した細胞面（番号）"
      ).line, rows: rows
    ).write(to: url)
  }

  private func row(_ name: String, _ cells: Tensor) -> PatternSheet.Row {
    let planes = cells.rows(0)
    let most = planes.map { $0.joined().max() ?? 0 }
    let chosen = planes.indices.filter { most[$0] > 0 }.sorted { most[$0] > most[$1] }
    if chosen.isEmpty {
      let empty = Image(width: 2, height: 2, format: .gray)
      return PatternSheet.Row(
        name, [PatternSheet.Cell(empty, caption: Wording("none answers", "反応なし").line)])
    }
    return PatternSheet.Row(
      name,
      chosen.prefix(Self.shown).map {
        let plane = planes[$0]
        // A single cell is as dark as it answers among those of its layer.
        let isSingle = plane.count == 1 && plane[0].count == 1
        return PatternSheet.Cell(
          isSingle
            ? image(
              [[plane[0][0], plane[0][0]], [plane[0][0], plane[0][0]]], most: most.max() ?? 1)
            : image(plane, most: most[$0]), caption: "\($0 + 1)")
      })
  }

  /// The strongest answer of a plane is black.
  private func image(_ plane: [[Float]], most: Float) -> Image {
    Image(
      width: plane[0].count, height: plane.count, format: .gray,
      pixels: plane.joined().map { 255 - UInt8(shade: $0 / most) })
  }
}

extension Tensor {
  /// The planes of sample `index` of `[N, C, H, W]`, each by rows.
  fileprivate func rows(_ index: Int) -> [[[Float]]] {
    let values: [Float] = sliced(axis: 0, from: index, to: index + 1).scalars()
    let (planes, height, width) = (shape[1], shape[2], shape[3])
    return (0..<planes).map { plane in
      (0..<height).map { y in
        let start = (plane * height + y) * width
        return Array(values[start..<start + width])
      }
    }
  }
}
