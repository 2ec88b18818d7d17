import ShinsoTensor
import Testing

@testable import ShinsoData

@Suite struct TokenStreamTests {
  @Test func windowsGoOnWhereTheLastOnesEnded() throws {
    // Two streams, 0...4 and 5...9; 10 is dropped.
    let stream = try TokenStream(TokenIDs(0...10), streams: 2, steps: 3)
    #expect(stream.length == 5 && stream.windowCount == 2 && stream.targetCount == 8)
    let first = stream.window(0)
    #expect(first.isFirst && first.inputs.shape == [3, 2] && first.inputs.dtype == .int64)
    #expect(first.inputs.scalars(as: Int64.self) == [0, 5, 1, 6, 2, 7])
    #expect(first.targets.shape == [6] && first.targets.dtype == .int64)
    #expect(first.targets.scalars(as: Int64.self) == [1, 6, 2, 7, 3, 8])
    let last = stream.window(1)
    #expect(!last.isFirst && last.inputs.shape == [1, 2])
    #expect(last.inputs.scalars(as: Int64.self) == [3, 8])
    #expect(last.targets.scalars(as: Int64.self) == [4, 9])
  }

  @Test func everyTargetComesOnce() throws {
    var generator = SplitMix64(seed: 3)
    for _ in 0..<200 {
      let (streams, steps) = (1 + generator.index(below: 6), 1 + generator.index(below: 8))
      let count = 2 * streams + generator.index(below: 60)
      let ids = TokenIDs((0..<count).map { Int32($0) })
      let stream = try TokenStream(ids, streams: streams, steps: steps)
      let windows = (0..<stream.windowCount).map { stream.window($0) }
      let targets = windows.flatMap { $0.targets.scalars(as: Int64.self) }
      let inputs = windows.flatMap { $0.inputs.scalars(as: Int64.self) }
      let length = count / streams
      let expected = (0..<streams).flatMap { k in (1..<length).map { Int64(k * length + $0) } }
      #expect(targets.sorted() == expected && inputs == targets.map { $0 - 1 })
      #expect(targets.count == stream.targetCount)
      #expect(windows.dropLast().allSatisfy { $0.inputs.shape == [steps, streams] })
    }
  }

  @Test func tooShortATextIsAnError() throws {
    #expect(throws: InputError.self) { try TokenStream(TokenIDs([1, 2, 3]), streams: 2, steps: 5) }
    #expect(try TokenStream(TokenIDs([1, 2, 3, 4]), streams: 2, steps: 5).windowCount == 1)
    #expect(
      TextSamples.problem { _ = try TokenStream(TokenIDs([]), streams: 1, steps: 1, name: "a.txt") }
        == "a.txt: holds 0 tokens, too few for 1 streams of at least two tokens; "
        + "use more text or a smaller batch"
    )
  }
}
