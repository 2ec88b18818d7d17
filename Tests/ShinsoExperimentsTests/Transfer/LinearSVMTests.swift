import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoExperiments

@Suite struct LinearSVMTests {
  /// What `Tools/golden/svm.py` wrote: scikit-learn's decision values.
  struct Golden: Decodable {
    let cost: Double
    let rows: [[Float]]
    let labels: [Int]
    let decisions: [[Double]]

    static func all() throws -> [Golden] {
      let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/linear-svm.json")
      return try JSONDecoder().decode([Golden].self, from: Data(contentsOf: file))
    }

    func train(classCount: Int? = nil, seed: UInt64 = 1) throws -> LinearSVM {
      try LinearSVM(
        rows: rows.map { $0[...] }, labels: labels,
        classCount: classCount ?? decisions[0].count, cost: cost, seed: seed)
    }
  }

  @Test(arguments: 0..<3) func agreesWithScikitLearn(number: Int) throws {
    let golden = try Golden.all()[number]
    let svm = try golden.train()
    // LIBLINEAR stops where the solution is good to a tenth; scikit-learn was run to the end.
    var agreeing = 0
    var worst = 0.0
    for (row, expected) in zip(golden.rows, golden.decisions) {
      let values = svm.decisions(row)
      worst = max(worst, zip(values, expected).map { abs($0 - $1) }.max() ?? 0)
      let best = expected.indices.max { expected[$0] < expected[$1] }
      if svm.predict(row) == best { agreeing += 1 }
    }
    #expect(worst < 0.25)
    #expect(Double(agreeing) >= 0.95 * Double(golden.rows.count))
  }

  @Test func theSeedDecides() throws {
    let golden = try Golden.all()[1]
    #expect(try golden.train().weights == golden.train().weights)
    #expect(try golden.train(seed: 2).weights != golden.train().weights)
  }

  @Test func aClassWithoutPicturesNeverWins() throws {
    let golden = try Golden.all()[2]
    let svm = try golden.train(classCount: 5)
    #expect(svm.weights.count == 5)
    #expect(golden.rows.allSatisfy { svm.predict($0) < 3 })
  }

  @Test func oneClassCannotBeSeparated() throws {
    let rows: [[Float]] = [[1, 2], [3, 4]]
    let svm = try LinearSVM(
      rows: rows.map { $0[...] }, labels: [1, 1], classCount: 2, cost: 1, seed: 1)
    #expect(rows.allSatisfy { svm.predict($0) == 1 })
    #expect(throws: InputError.self) {
      try LinearSVM(rows: rows.map { $0[...] }, labels: [0, 1], classCount: 2, cost: -1, seed: 1)
    }
  }
}
