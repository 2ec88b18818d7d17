import ArgumentParser
import Foundation
import ShinsoData
import ShinsoTraining
import ShinsoZoo

/// The pictures that excite classes or units most; see ``OptimalStimulus``.
enum OptimalPicture: NetworkPicture {
  static let kind = "optimal"
  static let abstract = "What excites classes or units most, found by gradient ascent."
  static let example = "--class goldfish flamingo"

  struct Options: ParsableArguments {
    @Option(
      name: .customLong("class"), parsing: .upToNextOption,
      help: "The classes, by name or number. (default: six, evenly from all)")
    var classNames: [String] = []
    @Option("A layer whose units are shown in place of classes.", default: "none")
    var layer: String?
    @Option(
      "The units of that layer.", in: .each(.range(0...mostCounted)), default: "the first six")
    var unit: CommaList<Int>?
    @Option("Steps along the gradient.", in: 1...100_000) var steps = OptimalStimulus().steps
    @Option("Of the noise that it begins with.", in: 0...UInt64.max) var seed: UInt64 = 1

    func validate() throws {
      if unit != nil, layer == nil { throw ValidationError("--unit: belongs to --layer") }
      if !classNames.isEmpty, layer != nil {
        throw ValidationError("give either --class or --layer")
      }
    }
  }

  private static let usualCount = 6

  static func figures(of network: PretrainedNetwork, _ options: Options) throws -> [Figure] {
    let view = try NetworkView(network)
    var search = OptimalStimulus()
    (search.steps, search.seed) = (options.steps, options.seed)
    return [try figure(of: units(options, view), by: search, view)]
  }

  /// - Parameter units: all of them classes, or none.
  static func figure(
    of units: [NetworkView.Unit], by search: OptimalStimulus = OptimalStimulus(),
    _ view: NetworkView
  ) throws -> Figure {
    let progress = ProgressReporter(
      title: "gradient ascent", total: search.steps * units.count, unit: "steps")
    let cells = try units.enumerated().map { number, unit in
      let name = view.name(of: unit)
      let image = try search.image(of: unit, in: view) {
        progress.update(number * search.steps + $0, note: name)
      }
      return Figure.Cell(
        image, caption: try caption(of: unit, image, view), alt: "what excites \(name) most")
    }
    progress.finish()
    let name = view.network.name
    var ofClasses = false
    if case .score = units.first { ofClasses = true }
    return Figure(
      title: Wording("What excites \(name) most", "\(name) が最も強く反応する画像"),
      note: ofClasses ? classNote : unitNote, columns: min(units.count, 3), cells: cells)
  }

  private static func units(
    _ options: Options, _ view: NetworkView
  ) throws -> [NetworkView.Unit] {
    if let layer = options.layer {
      let count = try view.unitCount(of: layer)
      let numbers = options.unit?.values ?? Array(0..<min(usualCount, count))
      return numbers.map { .layer(layer, $0) }
    }
    let network = view.network
    let named = try options.classNames.map(network.classNumber)
    try network.checkNamesClasses()
    let usual = ContactSheet.choice(of: network.classNames.count, limit: usualCount)
    return (named.isEmpty ? usual : named).map { .score(ofClass: $0) }
  }

  private static func caption(
    of unit: NetworkView.Unit, _ image: Image, _ view: NetworkView
  ) throws -> String {
    let name = view.name(of: unit)
    guard case .score(let number) = unit else { return name }
    let probability = view.probabilities(of: image)[number]
    return name + String(format: " %.1f%%", 100 * probability)
  }

  private static let classNote = Wording(
    "\(english) The percentage is what the network itself says of the picture.",
    "\(japanese)百分率は、この画像に対するネットワーク自身の答え。")
  private static let unitNote = Wording(english, japanese)
  private static let english =
    "Found by gradient ascent from noise, with bounded contrast, blurred steps and jitter."
  private static let japanese =
    "雑音から始め、コントラストを制限し、ぼかしとずらしを加えた勾配上昇で求めた。"
}
