import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoExperiments

@Suite struct DigitDataTests {
  @Test(.requiresTestData("mnist")) func theCompleteMNIST() throws {
    let data = try DigitData(DataName(try #require(TestData.url("mnist")).path))
    #expect(data.train.count == 60_000)
    #expect(data.test.count == 10_000)
    #expect(data.train.sampleShape == [1, 28, 28])
    // The first digits of the two sets.
    #expect((0..<5).map { data.train.label($0) } == [5, 0, 4, 1, 9])
    #expect((0..<5).map { data.test.label($0) } == [7, 2, 1, 0, 4])
  }

  @Test func whatIsNoMNIST() throws {
    try withFolder { folder in
      func problem(_ data: String) -> String {
        #expect(throws: InputError.self) { try DigitData(DataName(data)) }?.description ?? ""
      }
      #expect(problem("openclipart").contains("holds no digits"))
      #expect(problem("mnist-6k").contains("no data set of that name"))
      #expect(problem(folder.path).contains("train-images-idx3-ubyte.gz"))
      #expect(problem(folder.path + "/none").contains("no such folder"))
      #expect(!DataName(folder.path).isDigits && DataName("mnist-5k").isDigits)
      #expect(!DataName("openclipart").isDigits)
      try folder.touch("train-labels-idx1-ubyte.gz")
      #expect(DataName(folder.path).isDigits)
    }
  }
}
