import ArgumentParser
import Foundation
import ShinsoTraining
import ShinsoZoo

/// What the units of a layer make of a picture: their maps.
enum ActivationPicture: NetworkPicture {
  static let kind = "activations"
  static let abstract = "What a layer makes of a picture: its maps."
  static let example = "--sample photo.jpg --layer conv1"

  struct Options: ParsableArguments {
    @OptionGroup var samples: SampleOptions
    @Option("A layer, a name that `layers` lists.", default: "the first with maps")
    var layer: String?
    @Option("How many maps at most, those with the greatest values.", in: 1...1024) var units = 35
  }

  static func figures(of network: PretrainedNetwork, _ options: Options) throws -> [Figure] {
    let view = try NetworkView(network)
    let layer = try options.layer ?? view.firstMaps()
    return try options.samples.load(view).map { sample in
      let maps = try view.activations(of: layer, for: sample, count: options.units)
      let photo = Figure.Cell(
        sample.image.converted(to: .rgb), caption: sample.name, alt: sample.name)
      return Figure(
        title: Wording("\(layer) (\(network.name)) sees \(sample.name)", "\(layer) の出力"),
        note: note, columns: FilterPicture.columns(maps.count + 1),
        cells: [photo]
          + maps.map { map in
            Figure.Cell(
              map.image, caption: "\(map.unit): " + String(format: "%.3g", map.greatest),
              alt: "\(sample.name): map \(map.unit) of \(layer)")
          })
    }
  }

  private static let note = Wording(
    """
    Each map is one unit at every place of the picture, from black (0 and below) to white (its \
    greatest value, which stands below it beside the unit's number). The strongest come first.
    """,
    """
    各マップは、一つのユニットの画像全体での出力。黒が 0 以下、白が最大値（番号の右の数字）。強い順に並べた。
    """)
}
