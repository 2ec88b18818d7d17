import Foundation
import ShinsoTensor
import ShinsoTraining
import Testing

@Suite struct ConfusionMatrixTests {
  private var matrix: ConfusionMatrix {
    var matrix = ConfusionMatrix(classNames: ["柴犬", "100%_`pwd`_dog's", "cat"])
    for (actual, predicted) in [(0, 0), (0, 0), (0, 1), (1, 1), (2, 0), (2, 0)] {
      matrix.add(actual: actual, predicted: predicted)
    }
    return matrix
  }

  @Test func counts() {
    #expect(matrix.counts == [[2, 1, 0], [0, 1, 0], [2, 0, 0]])
    #expect(matrix.total == 6)
    #expect(matrix.accuracy == 0.5)
    let worst = matrix.worst(1)
    #expect(worst.count == 1)
    #expect(worst[0] == (2, 0, 2))
    #expect(ConfusionMatrix(classNames: []).accuracy == 0)
  }

  /// A dense matrix of as many classes would take 80 GB.
  @Test func manyClasses() throws {
    var many = ConfusionMatrix(classNames: (0..<100_000).map { "c\($0)" })
    for (actual, predicted) in [(0, 0), (99_999, 99_999), (99_999, 5), (99_999, 5), (7, nil)] {
      many.add(actual: actual, predicted: predicted)
    }
    #expect(many.total == 5 && many.correct == 2 && many.untold[7] == 1)
    #expect(many.worst(9).count == 1 && many.worst(9)[0] == (99_999, 5, 2))
    #expect(many.cells.map(\.count) == [2, 1, 1] && many.cells[1].actual == 0)
    #expect(many.scores[99_999].recall == 1.0 / 3)
    #expect(many.table == "2 x c99999 taken for c5")
    #expect(many.mostConfused(3) == [5, 99_999])
  }

  @Test func tableLinesUp() {
    let lines = matrix.table.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[1].hasSuffix("2  1  0   66.7%"))
    #expect(lines[3].hasSuffix("2  0  0    0.0%"))
  }

  @Test(.enabled(if: Plot.isAvailable, "needs gnuplot")) func plots() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "shinso-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try matrix.plot(to: folder.appending(path: "confusion.png"))
    let png = try Data(contentsOf: folder.appending(path: "confusion.png"))
    #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    let svg = try String(contentsOf: folder.appending(path: "confusion.svg"), encoding: .utf8)
    #expect(svg.contains("柴犬"))
    #expect(svg.contains("100%_`pwd`_dog's"))
    // Of many classes, those that were confused.
    var many = ConfusionMatrix(classNames: (0..<1000).map { "class-\($0)" })
    for label in 0..<1000 { many.add(actual: label, predicted: label % 100 == 7 ? 3 : label) }
    #expect(many.mostConfused(30) == [3] + (0..<10).map { 100 * $0 + 7 })
    #expect(many.mostConfused(4) == [3, 7, 107, 207])
    try many.plot(to: folder.appending(path: "many.png"))
    let part = try String(contentsOf: folder.appending(path: "many.svg"), encoding: .utf8)
    #expect(part.contains("the 11 most confused of 1000 classes"))
    #expect(part.contains("class-907") && !part.contains("class-908"))
  }

  /// scikit-learn's `precision_recall_fscore_support` of the same labels.
  @Test func scoresClasses() {
    var matrix = ConfusionMatrix(classNames: ["a", "b", "c", "never"])
    for (actual, predicted) in [(0, 0), (0, 0), (0, 1), (1, 1), (1, 2), (2, 2), (2, 2), (2, 0)] {
      matrix.add(actual: actual, predicted: predicted)
    }
    let scores = matrix.scores
    #expect(scores.map(\.samples) == [3, 2, 3, 0])
    let expected: [(Double, Double)] = [(2.0 / 3, 2.0 / 3), (0.5, 0.5), (2.0 / 3, 2.0 / 3), (0, 0)]
    for (score, (precision, recall)) in zip(scores, expected) {
      #expect(abs(score.precision - precision) < 1e-12 && abs(score.recall - recall) < 1e-12)
    }
    #expect(abs(scores.macroF1 - (2.0 / 3 + 0.5 + 2.0 / 3) / 3) < 1e-12)
    // A class without samples does not count, even if it was guessed (`labels=[0, 1, 2]`).
    matrix.add(actual: 0, predicted: 3)
    #expect(abs(matrix.scores.macroPrecision - 11.0 / 18) < 1e-12)
    #expect(abs(matrix.scores.macroRecall - 5.0 / 9) < 1e-12)
    #expect(abs(matrix.scores.macroF1 - (4.0 / 7 + 0.5 + 2.0 / 3) / 3) < 1e-12)
  }
}
