import Foundation
import ShinsoFormats
import ShinsoTensor
import Testing

@testable import ShinsoExperiments

@Suite struct KernelSVMTests {
  /// What `Tools/golden/svm.py` wrote: scikit-learn's decisions.
  private struct Golden: Decodable {
    let cost: Double
    let gamma: Double?
    let rows: [[Float]]
    let labels: [Int]
    let predictions: [Int]
    let decisions: [[Double]]?

    static func all() throws -> [Golden] {
      let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/kernel-svm.json")
      return try JSONDecoder().decode([Golden].self, from: Data(contentsOf: file))
    }

    func train() throws -> KernelSVM {
      try KernelSVM(
        rows: rows.map { $0[...] }, labels: labels, classCount: (labels.max() ?? 0) + 1,
        cost: cost, gamma: gamma)
    }
  }

  @Test(arguments: 0..<3) func agreesWithScikitLearn(number: Int) throws {
    let golden = try Golden.all()[number]
    let svm = try golden.train()
    #expect(golden.rows.map { svm.predict($0) } == golden.predictions)
    for (row, expected) in zip(golden.rows, golden.decisions ?? []) {
      for (mine, theirs) in zip(svm.decisions(row), expected) { #expect(abs(mine - theirs) < 2e-3) }
    }
  }

  @Test func aFileKeepsIt() throws {
    let golden = try Golden.all()[1]
    let svm = try golden.train()
    let url = FileManager.default.temporaryDirectory.appending(path: "svm-\(UUID()).safetensors")
    defer { try? FileManager.default.removeItem(at: url) }
    let model = SVMModel.kernel(svm)
    try SafetensorsFile.write(model.tensors, metadata: model.metadata, to: url)
    let read = try SVMModel(SafetensorsFile(url), classCount: svm.classCount, file: url)
    #expect(golden.rows.allSatisfy { read.classifier.decisions($0) == svm.decisions($0) })
    #expect(read.featureCount == 5)
    #expect(throws: InputError.self) {
      try SVMModel(SafetensorsFile(url), classCount: 2, file: url)
    }
  }

  @Test func oneClassCannotBeSeparated() {
    #expect(throws: InputError.self) {
      try KernelSVM(rows: [[1, 2], [3, 4]], labels: [0, 0], classCount: 2, cost: 1)
    }
  }
}
