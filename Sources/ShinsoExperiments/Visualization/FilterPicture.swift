import ArgumentParser
import ShinsoTraining
import ShinsoZoo

/// The weights of a layer's units, each as a small picture.
enum FilterPicture: NetworkPicture {
  static let kind = "filters"
  static let abstract = "What the units of a layer look for: their weights as pictures."
  static let example = "--layer conv1"

  struct Options: ParsableArguments {
    @Option(
      "A layer, a name that `layers` lists.", default: "the first with filters larger than a pixel")
    var layer: String?
    @Option("How many units at most.", in: 1...1024) var units = 100
  }

  static func figures(of network: PretrainedNetwork, _ options: Options) throws -> [Figure] {
    let view = try NetworkView(network)
    let filters = try view.filters(of: options.layer)
    let shape = filters.weight.shape
    let images = view.images(of: filters, count: options.units)
    let some = images.count < shape[0] ? "\(images.count) of \(shape[0])" : "\(shape[0])"
    return [
      Figure(
        title: Wording(
          "Filters of \(filters.layer) (\(network.name)): \(some)", "\(filters.layer) のフィルタ"),
        note: filters.seesPictures ? colored : gray,
        columns: Self.columns(images.count),
        cells: images.enumerated().map { unit, image in
          Figure.Cell(
            image, caption: images.count > 40 ? "" : "\(unit)",
            alt: "filter \(unit) of \(filters.layer), \(shape[2]) × \(shape[3])")
        })
    ]
  }

  /// Rather wide than high.
  static func columns(_ count: Int) -> Int {
    max(Int((1.5 * Double(count)).squareRoot().rounded(.up)), 1)
  }

  private static let colored = Wording(
    """
    The weights of each unit in the colors of the picture that it looks at: gray is 0, and a picture \
    of just this pattern excites the unit most.
    """, "各ユニットの重みを入力画像の色で表したもの。灰色が 0 で、この模様そのものの画像に最も強く反応する。")
  private static let gray = Wording(
    """
    Each square is one unit: the kernels for all channels of the layer before, side by side. Gray is \
    0, white positive, black negative.
    """, "各正方形が一つのユニットで、前の層の全チャネルに対するカーネルを並べたもの。灰色が 0、白が正、黒が負。")
}
