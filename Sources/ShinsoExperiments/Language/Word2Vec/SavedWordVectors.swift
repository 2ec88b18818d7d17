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
  let title: String

  /// - Parameter name: as `--model` names it; nil for the usual run.
  /// - Throws: `InputError` if there are no vectors, or they are damaged.
  init(_ name: String?) throws {
    let path = name ?? "runs/\(Word2VecExperiment.about.id)"
    let url = URL(filePath: path)
    title = Self.title(of: url)
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
      throw InputError(file, "does not hold a vector for each of its \(words.count) words")
    }
    guard table.scalars(as: Float.self).allSatisfy(\.isFinite) else {
      throw InputError(file, "has vectors with values that are no numbers")
    }
    vectors = WordVectors(words, table)
    let counted = try model.content.tensor(named: "counts")
    counts =
      counted.dtype == .int64 && counted.shape == [words.count]
      ? counted.scalars(as: Int64.self).map(Int.init) : []
  }

  /// The last part of a path, without the endings of such files: `vec.1` stays as it is.
  static func title(of url: URL) -> String {
    var url = url
    while ["gz", "bin", "txt", "vec", "safetensors"].contains(url.pathExtension.lowercased()) {
      url.deletePathExtension()
    }
    return url.lastPathComponent
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
    throw InputError("'\(word)'", "is not in the vocabulary of \(title)\(hint)")
  }
}
