import ArgumentParser
import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

extension Word2VecExperiment {
  static let evaluateExample = "--data questions-words.txt --data similarity/"

  static let analogyAccuracy = Metric("analogyAccuracy", .higher, .percent)
  static let spearman = Metric("spearman", .higher, .number(digits: 4))

  static let drawsEvaluation = false

  struct EvaluateOptions: ParsableArguments {
    @OptionGroup var model: ModelOptions
    @Option(
      name: .long,
      help: """
        Questions (`: section`, then four words a line) or pairs of words with a number, a file or a \
        folder, gzip too; may be given several times. Of a table (.csv), the column "mean" counts, \
        else the third. (needed)
        """, completion: .file())
    var data: [String] = []
    @Option(
      "Only the questions and pairs of so many of the most frequent words.", in: .count,
      default: "all") var topWords: Int?
  }

  static func evaluate(_ options: EvaluateOptions) throws -> Report {
    guard !options.data.isEmpty else {
      throw InputError(
        "--data", "name a file of questions or of word pairs with their similarity")
    }
    let files = try options.data.flatMap { try Self.files(URL(filePath: $0)) }
    let model = try SavedWordVectors(options.model.model)
    var tests: (pairs: [WordSimilarities], questions: [AnalogyQuestions]) = ([], [])
    for file in files {
      if try AnalogyQuestions.matches(file) {
        tests.questions.append(try AnalogyQuestions(contentsOf: file))
      } else {
        tests.pairs.append(try WordSimilarities(contentsOf: file))
      }
    }
    var (scores, lines) = (Scores(), [String]())
    let test = WordTest(model.vectors, topWords: options.topWords)
    if !tests.questions.isEmpty {
      let found = test.answers(tests.questions.flatMap(\.sections))
      let (right, asked) = found.reduce((0, 0)) { ($0.0 + $1.right, $0.1 + $1.asked) }
      if asked > 0 {
        scores.add(Scores(samples: asked, [analogyAccuracy: Double(right) / Double(asked)]))
      }
      lines.append(WordTest.table(found).lines.joined(separator: "\n"))
    }
    let pairs = tests.pairs.map { (name: $0.name, all: $0.pairs.count, found: test.spearman($0)) }
    if !pairs.isEmpty { lines.append(score(pairs, &scores)) }
    guard !scores.isEmpty else {
      throw InputError(
        "--data \(options.data.joined(separator: ", "))",
        pairs.contains { $0.found.known > 1 }
          ? "has the same number for all known pairs, so that there is no correlation"
          : "has nothing whose words are all in the vocabulary of \(model.title)")
    }
    var report = Report(system: about.id, data: options.data.joined(separator: ", "), scores)
    report.lines = lines
    return report
  }

  /// The mean of the files' correlations, weighted by their pairs, and each one's own.
  private static func score(
    _ sets: [(name: String, all: Int, found: (spearman: Double, known: Int))],
    _ scores: inout Scores
  ) -> String {
    let results = sets.filter { !$0.found.spearman.isNaN }
    if !results.isEmpty {
      let known = results.reduce(0) { $0 + $1.found.known }
      let sum = results.reduce(0.0) { $0 + $1.found.spearman * Double($1.found.known) }
      scores.add(Scores(samples: known, [spearman: sum / Double(known)]))
    }
    if sets.count > 1 {
      for result in results {
        scores.add(
          Metric("spearman \(result.name.lowercased())", .higher), result.found.spearman,
          weight: Double(result.found.known))
      }
    }
    return Table(
      ["PAIRS", ">KNOWN", ">ALL", ">SPEARMAN"],
      sets.map {
        [
          $0.name, "\($0.found.known)", "\($0.all)",
          $0.found.spearman.isNaN ? "-" : String(format: "%.4f", $0.found.spearman),
        ]
      }
    ).lines.joined(separator: "\n")
  }

  private static func files(_ url: URL) throws -> [URL] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      throw InputError("--data \(url.relativePath)", "no such file")
    }
    guard isFolder.boolValue else { return [url] }
    let names = try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
    let files = names.filter { name in
      [".txt", ".csv"].contains { name.hasSuffix($0) || name.hasSuffix($0 + ".gz") }
    }.map { url.appending(path: $0) }
    guard !files.isEmpty else { throw InputError(url.path, "has no .txt or .csv files") }
    return files
  }
}
