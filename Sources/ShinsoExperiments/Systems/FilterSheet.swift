import Foundation
import ShinsoData
import ShinsoZoo

/// The weights of a first layer as pictures, one a unit, gray in the middle.
enum FilterSheet {
  static func write(_ network: PretrainedNetwork, to url: URL) throws {
    let view = try NetworkView(network)
    let images = view.images(of: try view.filters(of: nil), count: 100)
    let size = network.preprocessing
    let grid = ImageGrid(columns: 10, cellWidth: 2 * size.width, cellHeight: 2 * size.height)
    try grid.drawn(images).writePNG(to: url)
  }
}
