import ArgumentParser
import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

extension Word2VecExperiment {
  static let nearestExample = "パンク --model runs/cars --model runs/encyclopedia"

  struct NearestOptions: ParsableArguments {
    @OptionGroup var models: WordModelOptions
    @Flag("Leave out the query itself, as the original tool does.") var likeOriginal = false
    @OptionGroup var map: WordMapOptions
  }

  static func nearest(
    _ options: NearestOptions, to words: [String], top: Int
  ) throws -> NearWords {
    let models = try options.models.opened()
    let columns = try models.map { model in
      try column(model, words, isOne: models.count == 1) { places in
        let query = model.vectors.units(of: places).sum(axes: 0).reshaped([1, -1])
        let near = model.vectors.nearest(to: query, count: top, excluding: [places])[0]
        let own = NearWords.Word(word: words.joined(separator: " "), cosine: 1)
        return (options.likeOriginal ? [] : [own]) + near.map { model.word($0) }
      }
    }
    try require(columns)
    let drawn = answered(models, columns)
    return NearWords(query: words, columns: columns) { url in
      try options.map.draw(
        words + drawn.column.words.map(\.word), of: drawn.model,
        title: "\(drawn.model.title): near \(words.joined(separator: " "))", emphasizing: words,
        to: url)
    }
  }

  static let analogyExample = "man woman king"

  struct AnalogyOptions: ParsableArguments {
    @OptionGroup var models: WordModelOptions
    @OptionGroup var map: WordMapOptions
  }

  static func analogy(_ options: AnalogyOptions, of words: [String], top: Int) throws -> NearWords {
    let models = try options.models.opened()
    let columns = try models.map { model in
      try column(model, words, isOne: models.count == 1) { places in
        let question = (a: places[0], b: places[1], c: places[2])
        return model.vectors.analogies([question], count: top)[0].map { model.word($0) }
      }
    }
    try require(columns)
    let drawn = answered(models, columns)
    let best = drawn.column.words.first.map { [$0.word] } ?? []
    return NearWords(query: words, columns: columns) { url in
      let all = words + best
      try options.map.draw(
        all, of: drawn.model,
        title: "\(words[0]) is to \(words[1]) as \(words[2]) is to \(best.first ?? "?")",
        emphasizing: [], links: [(words[0], words[1])] + best.map { (words[2], $0) }, to: url)
    }
  }

  /// The model that is drawn: the first that knows all words.
  private static func answered(
    _ models: [SavedWordVectors], _ columns: [NearWords.Column]
  ) -> (model: SavedWordVectors, column: NearWords.Column) {
    zip(models, columns).first { $1.problem == nil } ?? (models[0], columns[0])
  }

  /// The answer of one model. Where several stand side by side, one may lack a word.
  private static func column(
    _ model: SavedWordVectors, _ words: [String], isOne: Bool,
    _ find: ([Int]) -> [NearWords.Word]
  ) throws -> NearWords.Column {
    do {
      let places = try words.map { try model.place(of: $0) }
      let lines = zip(words, places).map { "Word: \($0)  Position in vocabulary: \($1)" }
      return NearWords.Column(title: model.title, words: find(places), lines: lines, problem: nil)
    } catch let error as InputError where !isOne {
      return NearWords.Column(title: model.title, words: [], lines: [], problem: error.description)
    }
  }

  /// - Throws: `InputError` if no model has an answer.
  private static func require(_ columns: [NearWords.Column]) throws {
    let problems = columns.compactMap(\.problem)
    if problems.count == columns.count {
      throw InputError("no model has the word", problems.joined(separator: "; "))
    }
  }

  struct VisualizeOptions: ParsableArguments {
    @OptionGroup var model: ModelOptions
    @Option(
      "The words to draw, separated by commas; a:b draws a line between two.",
      default: "the most frequent ones") var words: String?
    @Option(
      "How many of the most frequent words. A label that would cover another is left out.",
      in: 2...2000)
    var count = WordMapOptions.defaultCount
    @OptionGroup var map: WordMapOptions
  }

  static func visualize(_ options: VisualizeOptions, to picture: URL) throws {
    try Plot.checkDrawable(to: picture)
    let model = try SavedWordVectors(options.model.model)
    guard let words = options.words else {
      return try options.map.draw(
        Array(model.vectors.words.prefix(options.count)), of: model,
        title: "\(model.title): the most frequent words", to: picture)
    }
    let pairs = words.split(separator: ",").map { $0.split(separator: ":").map(String.init) }
    guard pairs.allSatisfy({ (1...2).contains($0.count) }) else {
      throw InputError("--words", "is a list like 日本:東京,フランス:パリ")
    }
    try options.map.draw(
      pairs.flatMap { $0 }, of: model, title: model.title,
      links: pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) }, to: picture)
  }
}

/// The vectors to ask, one model or several.
struct WordModelOptions: ParsableArguments {
  @Option(
    name: .long,
    help: """
      A trained model, its file or its run's folder, or word vectors in the format of word2vec; may \
      be given several times. (default: runs/word2vec)
      """, completion: .file())
  var model: [String] = []

  func opened() throws -> [SavedWordVectors] {
    try model.isEmpty ? [SavedWordVectors(nil)] : SavedWordVectors.opened(model)
  }
}

extension SavedWordVectors {
  func word(_ found: (place: Int, cosine: Double)) -> NearWords.Word {
    NearWords.Word(word: vectors.words[found.place], cosine: found.cosine)
  }
}
