import ShinsoTensor
import Testing

@testable import ShinsoData

@Suite struct SentenceBatchesTests {
  @Test func sentencesOfLikeLengthsGoTogether() throws {
    // 9 is the line break; there are empty lines, and the last line has none.
    let tokens = TokenIDs([9, 1, 2, 3, 9, 9, 4, 9, 5, 6])
    let batches = try SentenceBatches(tokens, end: 9, batchSize: 2)
    #expect(batches.count == 2 && batches.targetCount == 4 + 2 + 3)
    let first = batches.batch(0)
    #expect(first.inputs.shape == [3, 2] && first.targetCount == 5)
    #expect(first.inputs.scalars(as: Int64.self) == [9, 9, 4, 5, 9, 6])
    #expect(first.targets.scalars(as: Int64.self) == [4, 5, 9, 6, -1, 9])
    let second = batches.batch(1)
    #expect(second.inputs.scalars(as: Int64.self) == [9, 1, 2, 3])
    #expect(second.targets.scalars(as: Int64.self) == [1, 2, 3, 9])
  }

  @Test func longSentencesTakeNoMoreMemoryThanOthers() throws {
    let long = [Int32](repeating: 1, count: 1300)
    let tokens = TokenIDs(long + [0] + long + [0])
    let batches = try SentenceBatches(tokens, end: 0, batchSize: 8)
    // 2 x 1300 tokens in parts of 512, 512 and 276, each with its end.
    #expect(batches.targetCount == 2 * (1300 + 3))
    for index in 0..<batches.count {
      #expect(batches.batch(index).inputs.elementCount <= max(8 * 64, 513))
    }
  }

  @Test func whatIsDifferentIsToldApart() throws {
    let tokens = TokenIDs([1, 0, 2, 0])
    let identity = try SentenceBatches(tokens, end: 0, batchSize: 2).identity
    #expect(try SentenceBatches(TokenIDs([1, 0, 2, 0]), end: 0, batchSize: 2).identity == identity)
    #expect(try SentenceBatches(TokenIDs([1, 0, 3, 0]), end: 0, batchSize: 2).identity != identity)
    #expect(try SentenceBatches(tokens, end: 0, batchSize: 1).identity != identity)
    for empty in [[], [0, 0]] as [[Int32]] {
      #expect(
        TextSamples.problem {
          _ = try SentenceBatches(TokenIDs(empty), end: 0, batchSize: 2, name: "a.txt")
        } == "a.txt: holds no sentences")
    }
  }
}
