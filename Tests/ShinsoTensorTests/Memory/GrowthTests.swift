import Foundation
import ShinsoTensor
import Testing

extension ComputeTests {
  /// A program that sees other shapes every time, for weeks: sentences, requests in batches.
  @Suite struct GrowthTests {
    /// Every size is new to every op: some 9,000 primitives are made.
    @Test func plansOfEverChangingShapesAreDropped() {
      let threads = oneThread()
      defer { Threads.count = threads }
      let (weight, filter) = (Tensor.random([5, 7]), Tensor.random([8, 3, 3, 3]))
      for size in 3..<3_003 {
        _ = linear(.zeros([size, 7]), weight)
        _ = matmul(.zeros([size, 7]), .zeros([7, 5]))
        _ = conv2d(.zeros([1, 3, 3, size]), filter)
      }
      // Four caches of 1,024 plans of one primitive, one of 256 plans of two.
      #expect(LivePrimitives.count <= 4 * 1_024 + 256 * 2)
      for size in 3_000..<3_003 {
        let before = LivePrimitives.count
        _ = linear(.zeros([size, 7]), weight)
        #expect(LivePrimitives.count == before, "what was used last is still there")
      }
    }

    /// An LSTM's plans take a quarter of a megabyte each.
    @Test func sequencesOfEveryLengthTakeNoMoreMemory() {
      let threads = oneThread()
      defer { Threads.count = threads }
      let hidden = 4
      func run(_ sizes: Range<Int>) {
        for size in sizes {
          let (steps, batch) = (size / 30 + 1, size % 30 + 1)
          let state = Tensor.zeros([batch, hidden])
          _ = withoutGradients {
            lstm(
              .zeros([steps, batch, 3]), h0: state, c0: state,
              weightInput: .zeros([4 * hidden, 3]), weightHidden: .zeros([4 * hidden, hidden]),
              bias: .zeros([4 * hidden]))
          }
        }
      }
      run(0..<300)
      let before = residentBytes
      run(300..<900)
      #expect(residentBytes - before < 60_000_000)
    }

    @Test func trainingStepsOfEverySizeLeaveNothing() {
      let threads = oneThread()
      defer { Threads.count = threads }
      // The allocator forgets what other tests needed.
      for _ in 0..<1 << 17 { _ = HostAllocator.shared.allocate(byteCount: 64) }
      HostAllocator.shared.trim()
      let weight = Parameter(.random([40, 30]))
      for rows in 1...400 {
        let loss = linear(.zeros([rows * 37, 30]), weight.tensor, activation: .relu).sum()
        _ = loss.gradients()
      }
      // 64 MB in any case, and what the last and largest step gave back.
      #expect(HostAllocator.shared.statistics.bytesCached < 80_000_000)
    }

    /// Packed for inference, weights are plain alone again when training changes them.
    @Test func formsOfOldWeightsAreGivenBack() {
      let weight = Parameter(.random([64, 32, 3, 3]))
      let x = Tensor.random([1, 32, 14, 14])
      let before = HostAllocator.shared.statistics.bytesInUse
      for _ in 0..<3 { _ = withoutGradients { conv2d(x, weight.detached, padding: 1) } }
      let packed = HostAllocator.shared.statistics.bytesInUse
      #expect(packed >= before + weight.detached.elementCount * 4)
      weight.update { _ in }
      #expect(HostAllocator.shared.statistics.bytesInUse == before)
    }

    /// On a busy machine a team that waits for its last thread in each of thousands of small calls
    /// takes minutes. Returns the usual number of threads.
    private func oneThread() -> Int {
      defer { Threads.count = 1 }
      return Threads.count
    }

    private var residentBytes: Int {
      let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
      return (Int(text.split(separator: " ").dropFirst().first ?? "") ?? 0) * Int(getpagesize())
    }
  }
}
