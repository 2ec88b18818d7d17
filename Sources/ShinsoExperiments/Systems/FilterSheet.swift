import Foundation
import ShinsoData
import ShinsoNN
import ShinsoTensor
import ShinsoZoo

/// The weights of a first layer as pictures, one a unit, gray in the middle.
enum FilterSheet {
  /// - Parameters:
  ///   - layer: a weight `[units, inputs]`.
  ///   - width: of the picture that the inputs are.
  static func write(_ model: Module, layer: String, width: Int, to url: URL) throws {
    guard let weight = model.parameters.first(where: { $0.name == layer })?.value.detached else {
      return
    }
    let inputs = weight.shape[1]
    let rows = weight.rows.prefix(100)
    let images = rows.map { row -> Image in
      let largest = max(row.map(abs).max() ?? 1, 1e-12)
      return Image(
        width: width, height: inputs / width, format: .gray,
        pixels: row.map { UInt8(($0 / largest * 127 + 128).rounded()) })
    }
    let grid = ImageGrid(columns: 10, cellWidth: 2 * width, cellHeight: 2 * inputs / width)
    try grid.drawn(images).writePNG(to: url)
  }
}
