import ArgumentParser
import Foundation
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// How words are laid out on a plane.
struct WordMapOptions: ParsableArguments {
  enum Layout: String, CaseIterable, ExpressibleByArgument {
    /// The two directions in which the words differ most.
    case pca
    /// What is near stays near (van der Maaten & Hinton 2008).
    case tsne
  }

  /// Words of a picture for which none are named.
  static let defaultCount = 100

  @Option("How words are laid out on the plane.") var layout = Layout.pca

  /// - Parameters:
  ///   - words: those that are there twice count once.
  ///   - emphasizing: words in bold color.
  ///   - links: words between which a line is drawn.
  /// - Throws: `InputError` if a word is not in the vocabulary.
  func draw(
    _ words: [String], of model: SavedWordVectors, title: String, emphasizing: [String] = [],
    links: [(String, String)] = [], to url: URL
  ) throws {
    var seen: Set<String> = []
    // The query may stand for several words.
    let words = words.filter { seen.insert($0).inserted && !$0.contains(" ") }
    let places = try words.map { try model.place(of: $0) }
    let points = layout == .pca ? pca(model.vectors.units(of: places)) : tsne(model, places)
    let numbers = Dictionary(words.enumerated().map { ($0.element, $0.offset) }) { first, _ in first
    }
    try WordMap(
      title: title,
      words: zip(words, points).map {
        WordMap.Word($0, x: $1.x, y: $1.y, isEmphasized: emphasizing.contains($0))
      }, links: links.compactMap { a, b in numbers[a].flatMap { a in numbers[b].map { (a, $0) } } }
    ).write(to: url)
  }

  private func pca(_ vectors: Tensor) -> [(x: Double, y: Double)] {
    let count = min(2, vectors.shape[1])
    let codes = PrincipalComponents(of: vectors, count: count).encode(vectors)
      .scalars(as: Float.self).map(Double.init)
    return (0..<vectors.shape[0]).map { (codes[$0 * count], count > 1 ? codes[$0 * count + 1] : 0) }
  }

  private func tsne(_ model: SavedWordVectors, _ places: [Int]) -> [(x: Double, y: Double)] {
    TSNE().layout(model.vectors.units(of: places))
  }
}
