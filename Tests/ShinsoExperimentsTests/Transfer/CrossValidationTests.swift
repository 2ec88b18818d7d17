import ShinsoTensor
import Testing

@testable import ShinsoExperiments

@Suite struct CrossValidationTests {
  @Test(arguments: [(10, 250), (10, 21), (2, 2), (3, 3), (7, 100)])
  func everySampleIsTestedOnce(folds: Int, count: Int) throws {
    let parts = try CrossValidation.folds(folds, of: count, seed: 4)
    #expect(parts.count == folds)
    #expect(parts.flatMap(\.test).sorted() == Array(0..<count))
    for part in parts {
      #expect((part.train + part.test).sorted() == Array(0..<count))
    }
    let sizes = parts.map(\.test.count)
    #expect(sizes == sizes.sorted(by: >))
    #expect(sizes[0] - sizes[folds - 1] <= 1)
  }

  @Test func theSeedDecides() throws {
    let order = { (seed: UInt64) in
      try CrossValidation.folds(5, of: 50, seed: seed).flatMap(\.test)
    }
    #expect(try order(1) == order(1))
    #expect(try order(1) != order(2))
    #expect(try order(1) != Array(0..<50))
  }

  @Test(arguments: [(1, 10), (0, 10), (11, 10), (-3, 10), (2, 1)])
  func impossibleFolds(folds: Int, count: Int) {
    #expect(throws: InputError.self) { try CrossValidation.folds(folds, of: count, seed: 1) }
  }
}
