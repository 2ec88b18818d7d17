import ArgumentParser
import Foundation
import ShinsoFormats
import ShinsoTraining
import ShinsoZoo

/// Photographs beside what the gradient, the deconvnet and guided backpropagation bring back to them,
/// as in figures 3 to 5 of Springenberg et al., "Striving for simplicity", ICLR workshop 2015.
enum SaliencyPicture: NetworkPicture {
  static let kind = "saliency"
  static let abstract =
    "Which pixels a class depends on: gradient, deconvnet, guided backpropagation."
  static let example = "--sample photo.jpg"

  struct Options: ParsableArguments {
    @OptionGroup var samples: SampleOptions
    @Option(
      "The class whose score is propagated back: its name or its number.",
      name: .customLong("class"),
      default: "the one that the network sees", completion: nil)
    var className: String?
    @Option("A layer whose unit is propagated back in place of a class.", default: "none")
    var layer: String?
    @Option(
      "The unit of that layer.", in: .range(0...mostCounted),
      default: "the one that the picture excites most")
    var unit: Int?

    func validate() throws {
      if unit != nil, layer == nil { throw ValidationError("--unit: belongs to --layer") }
      if className != nil, layer != nil {
        throw ValidationError("give either --class or --layer")
      }
    }
  }

  static func figures(of network: PretrainedNetwork, _ options: Options) throws -> [Figure] {
    let view = try NetworkView(network)
    let number = try options.className.map(network.classNumber)
    let ways = view.hasRelus ? Saliency.allCases : [.gradient]
    if !view.hasRelus {
      Console.note(
        "\(network.name) has no relus, in which deconvnet and guided backpropagation differ")
    }
    let cells = try options.samples.load(view).flatMap { sample -> [Figure.Cell] in
      let (unit, caption) = try chosen(options, number, view, sample)
      let name = view.name(of: unit)
      let photo = Figure.Cell(
        sample.image.converted(to: .rgb), caption: caption, alt: "\(sample.name): \(caption)")
      return [photo]
        + (try ways.map { way in
          Figure.Cell(
            network.preprocessing.normalization.image(
              signed: try view.saliency(way, of: unit, for: sample)),
            alt: "\(sample.name): \(heading(way).english) of \(name)")
        })
    }
    return [
      Figure(
        title: Wording("What \(network.name) looks at", "\(network.name) が見ているところ"),
        note: options.layer == nil ? ofClass : ofUnit, columns: 1 + ways.count,
        headings: [Wording("picture", "画像")] + ways.map(heading), cells: cells)
    ]
  }

  /// The unit, and what stands below the picture.
  private static func chosen(
    _ options: Options, _ number: Int?, _ view: NetworkView, _ sample: NetworkView.Sample
  ) throws -> (NetworkView.Unit, String) {
    if let layer = options.layer {
      let unit =
        try options.unit.map { .layer(layer, $0) }
        ?? view.strongestUnit(of: layer, for: sample)
      return (unit, view.name(of: unit))
    }
    let seen = try view.ranking(of: sample)
    let unit = number ?? seen[0].number
    let probability = seen.first { $0.number == unit }?.probability ?? 0
    return (
      .score(ofClass: unit),
      view.network.classNames[unit] + String(format: " %.1f%%", 100 * probability)
    )
  }

  private static func heading(_ way: Saliency) -> Wording {
    switch way {
    case .gradient: Wording("gradient", "勾配")
    case .deconvnet: Wording("deconvnet", "逆畳み込みネット")
    case .guided: Wording("guided backpropagation", "ガイド付き逆伝播")
    }
  }

  private static let ofClass = Wording(
    "The score of the class below each picture, propagated back to the pixels. \(english)",
    "画像の下のクラスのスコアを画素まで逆伝播したもの。\(japanese)")
  private static let ofUnit = Wording(
    "The answer of the unit below each picture, propagated back to the pixels. \(english)",
    "画像の下のユニットの反応を画素まで逆伝播したもの。\(japanese)")
  private static let english = """
    Gray: no influence. A relu passes on the gradient where it was active (gradient), where the \
    gradient is positive (deconvnet), or where both hold (guided). Springenberg et al. 2015.
    """
  private static let japanese = """
    灰色は影響なし。ReLU は、活性だったところ（勾配）、勾配が正のところ（逆畳み込みネット）、その両方のところ\
    （ガイド付き）だけ勾配を通す。
    """
}
