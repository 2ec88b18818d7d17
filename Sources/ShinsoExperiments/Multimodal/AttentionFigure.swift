import Foundation
import ShinsoData
import ShinsoTensor
import ShinsoTraining

/// Where a network with attention looked at each word: Xu et al., ICML 2015, figure 3.
struct AttentionFigure {
  /// As the network saw it.
  let image: Image
  let caption: WrittenCaption
  private static let columns = 6
  private static let least = 224

  /// - Throws: `InputError` naming the file if it cannot be drawn.
  func write(to url: URL) throws {
    let factor = max(Self.least / image.width, 1)
    let large = image.scaled(toFit: image.width * factor, image.height * factor)
    let looks = zip(caption.words, caption.weights).map { word, weights in
      Figure.Cell(
        Self.lit(large, weights), caption: word, alt: "where the network looked at \(word)")
    }
    try Figure(
      title: Wording("Where the network looked: \(caption.text)", "単語ごとに見ているところ"),
      note: Wording(
        "The brighter, the more the network looked there as it wrote the word.",
        "明るいところほど、その単語を書くときによく見ている。"),
      columns: Self.columns,
      cells: [Figure.Cell(large, caption: "", alt: "the picture")] + looks
    ).write(to: url)
  }

  /// The picture, dark where the network did not look.
  private static func lit(_ image: Image, _ weights: [Float]) -> Image {
    let side = Int(Double(weights.count).squareRoot().rounded())
    let most = max(weights.max() ?? 1, 1e-9)
    let shades = Image(
      width: side, height: max(weights.count / max(side, 1), 1), format: .gray,
      pixels: weights.map { UInt8((255 * min(max($0 / most, 0), 1)).rounded()) }
    ).resized(width: image.width, height: image.height, interpolation: .bilinear)
    let color = image.converted(to: .rgb)
    let pixels = color.pixels.enumerated().map { place, value in
      let light = 0.2 + 0.8 * Double(shades.pixels[place / 3]) / 255
      return UInt8((Double(value) * light).rounded())
    }
    return Image(width: image.width, height: image.height, format: .rgb, pixels: pixels)
  }
}
