import ShinsoTensor
import Testing

@testable import ShinsoExperiments

@Suite struct SVMTaskTests {
  private func task(_ kernel: SVMTask.Kernel, labels: [Int], folds: Int) -> SVMTask {
    SVMTask(
      rows: labels.enumerated().map { [Float($1), Float($0) / 100] }, labels: labels,
      classNames: ["a", "b"], kernel: kernel, gamma: nil, folds: folds, seed: 1)
  }

  @Test(arguments: SVMTask.Kernel.allCases)
  func everyRowIsTestedByOthers(kernel: SVMTask.Kernel) throws {
    var (tested, hits) = (0, 0)
    let confusion = try task(
      kernel, labels: Array(repeating: [0, 1], count: 6).flatMap(\.self), folds: 4
    )
    .crossValidation(10) { fold, right in
      tested += fold.test.count
      hits += right
    }
    #expect(tested == 12 && confusion.total == 12)
    #expect(hits == 12 && confusion.correct == 12)
  }

  @Test func aFoldMayLeaveOneClass() throws {
    let error = #expect(throws: InputError.self) {
      try task(.rbf, labels: [0, 1], folds: 2).crossValidation(1)
    }
    #expect(error?.description.contains("--folds 2: leave pictures of one class only") == true)
    // A linear machine knows one class then, and is wrong.
    #expect(try task(.linear, labels: [0, 1], folds: 2).crossValidation(1).correct == 0)
  }

  @Test func rowsHaveUnitLength() {
    let features = Tensor([3, 4, 0, 0] as [Float], shape: [2, 2])
    #expect(SVMTask.normalized(features) == [[0.6, 0.8], [0, 0]])
  }
}
