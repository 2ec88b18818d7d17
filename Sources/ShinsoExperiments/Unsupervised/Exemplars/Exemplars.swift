import Foundation
import ShinsoData
import ShinsoTensor
import ShinsoTraining

/// Pictures each of which is a class of its own. Those with strong edges are more likely to be drawn, as in
/// the paper, which leaves out empty sky that way.
struct Exemplars {
  private let pictures: TensorDataset
  private let variation: ExemplarVariation
  /// Random views of the exemplars, one of each in an epoch; the label is the exemplar.
  let views: TensorDataset

  var count: Int { views.count }

  /// - Parameter all: pictures of bytes, `[N, 3, 32, 32]`.
  init(_ all: TensorDataset, count: Int, seed: UInt64) {
    let bytes = all.sampleShape.elementCount
    var generator = SplitMix64(seed: seed)
    let chosen = all.samples.withUnsafeBytes { pixels -> [UInt8] in
      let energies = (0..<all.count).map {
        Self.energy(UnsafeRawBufferPointer(rebasing: pixels[$0 * bytes..<($0 + 1) * bytes]))
      }
      // Draws without putting back: the greatest of u^(1/w), Efraimidis & Spirakis 2006.
      let keys = energies.map { energy in
        log(Double.random(in: Double.ulpOfOne...1, using: &generator)) / max(energy, 1e-9)
      }
      return keys.indices.sorted { keys[$0] > keys[$1] }.prefix(count).sorted()
        .flatMap { pixels[$0 * bytes..<($0 + 1) * bytes] }
    }
    let found = chosen.count / bytes
    pictures = TensorDataset(
      Tensor(chosen, shape: all.sampleShape.inserting(found, at: 0)), labels: Array(0..<found),
      classNames: (0..<found).map(String.init))
    var colors = ColorStatistics()
    for index in 0..<found { colors.add(pictures.picture(index)) }
    variation = ExemplarVariation(colors)
    let varied = pictures.augmented(by: variation)
    views = all.normalization.map { varied.normalized(by: $0) } ?? varied
  }

  /// Some exemplars, each before ten of its views.
  func figure(seed: UInt64) throws -> Figure {
    let (rows, columns) = (min(8, count), 11)
    var generator = SplitMix64(seed: seed)
    let cells = try (0..<rows).flatMap { row in
      let picture = pictures.picture(row * count / rows)
      let views = try (1..<columns).map { _ in
        try variation(picture, name: "", using: &generator)
      }
      return [Figure.Cell(picture, alt: "an exemplar")]
        + views.map { Figure.Cell($0, alt: "a view of the exemplar") }
    }
    return Figure(
      title: Wording("Exemplars and their views", "見本画像とその変形"),
      note: Wording(
        "First in each row the exemplar, then random views of it, which are one class.",
        "各行の先頭が見本画像、続いてそのランダムな変形。1行が1つのクラスになる。"),
      columns: columns, cells: cells)
  }

  /// The mean square of the differences between neighbors.
  private static func energy(_ picture: UnsafeRawBufferPointer) -> Double {
    let side = SmallPictures.size
    var sum = 0
    for place in picture.indices where place % side < side - 1 && place / side % side < side - 1 {
      let (right, down) = (
        Int(picture[place + 1]) - Int(picture[place]),
        Int(picture[place + side]) - Int(picture[place])
      )
      sum += right * right + down * down
    }
    return Double(sum) / Double(picture.count)
  }
}
