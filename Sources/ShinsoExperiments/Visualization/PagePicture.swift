import ArgumentParser
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

/// The other kinds together, as a network allows them.
enum PagePicture: NetworkPicture {
  static let kind = "page"
  static let abstract = "All but embedding and layers, for one picture or more, as an HTML page."
  static let example = "--sample photo.jpg -o page.html"
  static let isPage = true

  struct Options: ParsableArguments {
    @OptionGroup var samples: SampleOptions
  }

  /// Of the first picture, as many classes are drawn by gradient ascent.
  private static let optimalCount = 3

  static func figures(of network: PretrainedNetwork, _ options: Options) throws -> [Figure] {
    let view = try NetworkView(network)
    let samples = try options.samples.load(view)
    let named = ["--sample"] + samples.map(\.url.relativePath)
    var figures: [Figure] = []
    var problem: InputError?
    func add(_ kind: String, _ make: () throws -> [Figure]) throws {
      do { figures += try make() } catch let error as InputError {
        Console.note("left out: \(kind): \(error)")
        problem = problem ?? error
      }
    }
    try add(FilterPicture.kind) { try FilterPicture.figures(of: network, .parse([])) }
    try add(ActivationPicture.kind) { try ActivationPicture.figures(of: network, .parse(named)) }
    try add(SaliencyPicture.kind) { try SaliencyPicture.figures(of: network, .parse(named)) }
    try add(ClassMapPicture.kind) { try ClassMapPicture.figures(of: network, .parse(named)) }
    try add(OptimalPicture.kind) {
      let seen = try view.ranking(of: samples[0]).prefix(optimalCount)
      return [try OptimalPicture.figure(of: seen.map { .score(ofClass: $0.number) }, view)]
    }
    if figures.isEmpty, let problem { throw problem }
    return figures
  }
}
