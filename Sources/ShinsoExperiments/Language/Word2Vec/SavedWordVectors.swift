import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// Word vectors of a run, or of a file in the formats of word2vec and GloVe.
struct SavedWordVectors {
  let vectors: WordVectors
  /// How often each word occurred; empty if the file does not say it.
  let counts: [Int]
  /// What the model is called beside others: the run's folder or the file.
  private(set) var title: String

  /// - Parameter name: as `--model` names it; nil for the usual run.
  /// - Throws: `InputError` if there are no vectors, or they are damaged.
  init(_ name: String?) throws {
    let path = name ?? "runs/\(Word2VecExperiment.about.id)"
    let url = URL(filePath: path)
    title = Self.title(url)
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
    if exists, !isFolder.boolValue, url.pathExtension != "safetensors" {
      let file = try WordVectorFile(contentsOf: url)
      vectors = WordVectors(file.words, file.vectors)
      counts = []
      return
    }
    var options = ModelOptions()
    options.model = name
    let model = try TrainedModel(options, of: Word2VecExperiment.about.id)
    let file = model.file.path
    let words = try Self.words(model)
    let table = try model.content.tensor(named: "vectors")
    guard table.rank == 2, table.shape[0] == words.count, table.dtype == .float32 else {
      throw InputError(
        file,
        "does not hold a vector for each of its "
          + "\(counted(words.count, "word"))")
    }
    guard table.scalars(as: Float.self).allSatisfy(\.isFinite) else {
      throw InputError(file, "has vectors with values that are not numbers")
    }
    vectors = WordVectors(words, table)
    let counted = try model.content.tensor(named: "counts")
    counts =
      counted.dtype == .int64 && counted.shape == [words.count]
      ? counted.scalars(as: Int64.self).map(Int.init) : []
  }

  /// Without an ending that only says how the vectors are written; a run's file by its folder.
  private static func title(_ url: URL) -> String {
    let isPacked = url.pathExtension == "gz"
    let plain = isPacked ? url.deletingPathExtension() : url
    switch plain.pathExtension {
    case "safetensors"
    where ["model", "best"].contains(plain.deletingPathExtension().lastPathComponent):
      return url.absoluteURL.deletingLastPathComponent().lastPathComponent
    case "safetensors", "txt", "bin", "vec": return plain.deletingPathExtension().lastPathComponent
    default: return url.lastPathComponent
    }
  }

  private static func kept(_ name: String) throws -> SavedWordVectors {
    let folder = RunFolder(URL(filePath: name))
    return try OpenModels.model(folder.hasModel ? folder.model : folder.url) {
      try SavedWordVectors(name)
    }
  }

  /// Several models to stand side by side; those that would be called the same are called what was
  /// typed.
  static func opened(_ names: [String]) throws -> [SavedWordVectors] {
    var models = try names.map { try kept($0) }
    for (title, same) in Dictionary(grouping: models.indices, by: { models[$0].title })
    where same.count > 1 {
      for place in same {
        let isRepeated = names[..<place].contains(names[place])
        models[place].title = isRepeated ? "\(title) (\(place + 1))" : names[place]
      }
    }
    return models
  }

  private static func words(_ model: TrainedModel) throws -> [String] {
    let text = try model.content.tensor(named: "words")
    guard text.dtype == .uint8,
      let joined = String(validating: text.scalars(as: UInt8.self), as: UTF8.self)
    else { throw InputError(model.file.path, "has words that are not UTF-8") }
    return joined.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The words and their counts as a model's file holds them: text with a word on each line.
  static func tensors(_ vocabulary: CountedWords) -> [NamedTensor] {
    [
      ("words", Tensor(Array(vocabulary.words.joined(separator: "\n").utf8))),
      ("counts", Tensor(vocabulary.counts.map { Int64($0) })),
    ]
  }

  /// The number of a word.
  ///
  /// - Throws: `InputError` with the nearest spellings if it is not in the vocabulary.
  func place(of word: String) throws -> Int {
    if let place = vectors.place(of: word) { return place }
    let near = NearestName.several(of: word, among: vectors.words, count: 3)
    let hint =
      near.isEmpty
      ? "" : "; did you mean \(near.map { "'\($0)'" }.joined(separator: ", "))?"
    throw InputError(
      "'\(TextWidth.shortened(word, 60))'", "is not in the vocabulary of \(title)\(hint)")
  }
}
