import ArgumentParser
import Foundation
import ShinsoTraining
import ShinsoZoo

/// Photographs in which the places that speak for a class are lit up; see ``ClassMap``.
enum ClassMapPicture: NetworkPicture {
  static let kind = "class-map"
  static let abstract = "Where in a picture classes are found: class activation maps, or Grad-CAM."
  static let example = "--sample photo.jpg"

  struct Options: ParsableArguments {
    @OptionGroup var samples: SampleOptions
    @Option(
      name: .customLong("class"), parsing: .upToNextOption,
      help: "The classes, by name or number. (default: the best three)")
    var classNames: [String] = []
  }

  static func figures(of network: PretrainedNetwork, _ options: Options) throws -> [Figure] {
    let view = try NetworkView(network)
    let named = try options.classNames.map(network.classNumber)
    let names = network.classNames
    let columns = named.isEmpty ? min(3, names.count) : named.count
    var way = ClassMap.Way.weightedMaps
    let cells = try options.samples.load(view).flatMap { sample -> [Figure.Cell] in
      let seen = try view.ranking(of: sample)
      let numbers = named.isEmpty ? seen.prefix(columns).map(\.number) : named
      let photo = Figure.Cell(
        sample.image.converted(to: .rgb), caption: sample.name, alt: sample.name)
      return [photo]
        + (try numbers.map { number in
          let map = try view.classMap(ofClass: number, for: sample)
          way = map.way
          let probability = seen.first { $0.number == number }?.probability ?? 0
          return Figure.Cell(
            map.lit(sample.image),
            caption: names[number] + String(format: " %.1f%%", 100 * probability),
            alt: "\(sample.name): where \(names[number]) is found")
        })
    }
    let isGradient = way == .gradients
    return [
      Figure(
        title: Wording(
          "Where \(network.name) finds classes (\(isGradient ? "Grad-CAM" : "CAM"))",
          "\(network.name) がクラスを見つけたところ"),
        note: isGradient ? gradients : averages, columns: 1 + columns, cells: cells)
    ]
  }

  private static let averages = Wording(
    """
    Class activation mapping, Zhou et al. 2016: the last maps, weighted as the classifier weights \
    their averages. Yellow speaks most for the class below.
    """, "クラス活性化マップ（CAM）。最後の層のマップを、分類器の重みで足したもの。黄色いところほど、下のクラスの根拠になる。")
  private static let gradients = Wording(
    """
    Grad-CAM, Selvaraju et al. 2017, because this network does not classify by averages of maps: the \
    last maps, weighted by the averages of the score's derivatives by them. Yellow speaks most for \
    the class below.
    """,
    """
    Grad-CAM（このネットワークは、マップの平均で分類しないため）。最後の層のマップを、スコアの微分の平均で\
    足したもの。黄色いところほど、下のクラスの根拠になる。
    """)
}
