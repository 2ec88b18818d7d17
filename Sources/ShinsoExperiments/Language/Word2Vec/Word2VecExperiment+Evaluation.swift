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

  struct EvaluateOptions: ParsableArguments {
    @OptionGroup var model: ModelOptions
    @Option(
      name: .long,
      help: """
        Questions (`: section`, then four words a line) or pairs of words with a number, a file or a \
        folder; may be given several times. (needed)
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
      guard found.contains(where: { $0.asked > 0 }) else {
        throw InputError(files[0].path, "has no question whose words are all in the vocabulary")
      }
      let (right, asked) = found.reduce((0, 0)) { ($0.0 + $1.right, $0.1 + $1.asked) }
      scores.add(Scores(samples: asked, [analogyAccuracy: Double(right) / Double(asked)]))
      lines.append(WordTest.table(found).lines.joined(separator: "\n"))
    }
    if !tests.pairs.isEmpty { lines.append(try score(tests.pairs, test, &scores)) }
    var report = Report(system: about.id, data: options.data.joined(separator: ", "), scores)
    report.lines = lines
    return report
  }

  /// The mean of the files' correlations, weighted by their pairs, and each one's own.
  private static func score(
    _ sets: [WordSimilarities], _ test: WordTest, _ scores: inout Scores
  ) throws -> String {
    var table = Table(["PAIRS", ">KNOWN", ">ALL", ">SPEARMAN"])
    var results: [(name: String, spearman: Double, known: Int)] = []
    for set in sets {
      let (spearman, known) = test.spearman(set)
      table.append(
        [
          set.name, "\(known)", "\(set.pairs.count)",
          spearman.isNaN ? "-" : String(format: "%.4f", spearman),
        ])
      if !spearman.isNaN { results.append((set.name, spearman, known)) }
    }
    guard !results.isEmpty else {
      throw InputError(
        sets.map(\.name).joined(separator: ", "), "has too few pairs whose words are both known")
    }
    let known = results.reduce(0) { $0 + $1.known }
    let mean = results.reduce(0.0) { $0 + $1.spearman * Double($1.known) } / Double(known)
    scores.add(Scores(samples: known, [spearman: mean]))
    if results.count > 1 {
      for result in results {
        scores.add(
          Metric("spearman \(result.name.lowercased())", .higher), result.spearman,
          weight: Double(result.known))
      }
    }
    return table.lines.joined(separator: "\n")
  }

  private static func files(_ url: URL) throws -> [URL] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      throw InputError("--data \(url.relativePath)", "no such file")
    }
    guard isFolder.boolValue else { return [url] }
    let names = try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
    let files = names.filter { $0.hasSuffix(".txt") || $0.hasSuffix(".csv") }
      .map { url.appending(path: $0) }
    guard !files.isEmpty else { throw InputError(url.path, "has no .txt or .csv files") }
    return files
  }
}
