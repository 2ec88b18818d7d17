import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor

/// Sentences with labels for training, for choosing the best weights, and for testing.
struct SentimentData {
  enum Part: String, CaseIterable, Sendable { case train, dev, test }

  let parts: [Part: [LabeledSentence]]
  let classes: Int
  let hasTrees: Bool
  /// Identifies the content of all files together, so that a resumed run can compare it.
  let digest: String

  /// The files of a folder whose names end in `train`, `dev` and `test`, as `train.txt` or
  /// `04-train.txt`. Where there is no `dev`, it is every tenth sentence of `train`.
  ///
  /// - Throws: `InputError` naming what is missing or damaged.
  init(_ data: DataName, needsTrees: Bool) throws {
    let folder = try data.fetched() ?? data.url
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
      throw InputError(
        "--data \(data)", "no such folder, and no data set of that name (shinso data list)")
    }
    var files: [Part: LabeledSentences] = [:]
    for part in Part.allCases {
      guard let name = names.sorted().first(where: { Self.stem($0).hasSuffix(part.rawValue) })
      else {
        continue
      }
      files[part] = try LabeledSentences(folder.appending(path: name))
    }
    guard let train = files[.train], files[.test] != nil else {
      throw InputError(
        "--data \(data)",
        "has no \(files[.train] == nil ? "train" : "test").txt; it needs train.txt and test.txt, and "
          + "may have dev.txt")
    }
    for file in files.values where file.hasTrees != train.hasTrees {
      throw InputError("--data \(data)", "has trees in one file and plain sentences in another")
    }
    guard train.hasTrees || !needsTrees else {
      throw InputError(
        "--data \(data)",
        "has no trees, which this system learns from; recursive-autoencoder takes sentences")
    }
    var parts = files.mapValues(\.sentences)
    if files[.dev] == nil {
      let all = train.sentences.enumerated()
      parts[.dev] = all.filter { $0.offset % 10 == 9 }.map(\.element)
      parts[.train] = all.filter { $0.offset % 10 != 9 }.map(\.element)
    }
    classes = max(files.values.map(\.classes).max() ?? 0, 2)
    guard parts[.dev]?.isEmpty == false else {
      throw InputError("--data \(data)", "needs at least ten sentences for training")
    }
    self.parts = parts
    hasTrees = train.hasTrees
    digest = Part.allCases.compactMap { files[$0]?.digest }.joined(separator: " ")
  }

  subscript(part: Part) -> [LabeledSentence] { parts[part] ?? [] }

  /// `04-train` of `04-train.txt.gz`
  private static func stem(_ name: String) -> String {
    String(name.prefix { $0 != "." }).lowercased()
  }

  /// What the classes are called, worst first.
  static func classNames(_ count: Int) -> [String] {
    switch count {
    case 2: ["negative", "positive"]
    case 3: ["negative", "neutral", "positive"]
    case 5: ["very negative", "negative", "neutral", "positive", "very positive"]
    default: (0..<count).map(String.init)
    }
  }
}

/// A sentence, its tree if there is one, and its label.
struct LabeledSentence: Sendable {
  let tree: LabeledTree
  let label: Int8
}

extension LabeledSentences {
  var sentences: [LabeledSentence] {
    trees.indices.map { LabeledSentence(tree: trees[$0], label: label($0)) }
  }
}
