import ShinsoTensor
import Testing

extension ComputeTests {
  /// Mistakes stop with the function's name and the shapes, not with a trap.
  @Suite struct StopTests {
    @Test func refusedByOps() {
      checkRefusal(
        SplitOp(axis: 0, sizes: [5, 3]), [3],
        problem: "sizes [5, 3] do not add up to 3, axis 0 of input [3]")
      checkRefusal(
        PadOp(before: [.min], after: [0]), [3],
        problem: "paddings \(Int.min) and 0 do not fit axis 0 of input [3]")
      checkRefusal(
        OneHotOp(classes: -1), [TensorSpec(shape: [2], dtype: .int64)],
        problem: "the number of classes -1 must be positive")
    }

    @Test func labelsOutOfRange() throws {
      #expect(throws: OpError.self) { try runOp(OneHotOp(classes: 3), [Tensor([0, 3])]) }
      #expect(throws: OpError.self) { try runOp(OneHotOp(classes: 3), [Tensor([-1])]) }
    }

    @Test func countsBeyondMemory() async throws {
      let result = await #expect(
        processExitsWith: .failure, observing: [\.standardErrorContent]
      ) { _ = Tensor.zeros([1 << 32, 1 << 32]) }
      #expect(said(result, "Shape: [4294967296, 4294967296] has more elements than any memory"))
    }

    @Test func lossesOfDifferentShapes() async throws {
      var result = await #expect(
        processExitsWith: .failure, observing: [\.standardErrorContent]
      ) { _ = meanSquaredError(.zeros([3, 1]), .zeros([3])) }
      #expect(said(result, "meanSquaredError: the shapes [3, 1] and [3] must be equal"))
      result = await #expect(
        processExitsWith: .failure, observing: [\.standardErrorContent]
      ) { _ = contrastiveLoss(.zeros([3, 2]), .zeros([3, 2]), isSame: .zeros([3, 1])) }
      #expect(said(result, "contrastiveLoss: the shapes [3] and [3, 1] must be equal"))
      result = await #expect(
        processExitsWith: .failure, observing: [\.standardErrorContent]
      ) { _ = hingeLoss(.zeros([3]), Tensor([0, 1, 2])) }
      #expect(said(result, "hingeLoss: scores [3] and labels [3] must be [N, classes] and [N]"))
    }

    @Test func statesThatWouldBroadcast() async throws {
      var result = await #expect(
        processExitsWith: .failure, observing: [\.standardErrorContent]
      ) {
        _ = elman(
          .zeros([4, 2, 3]), h0: .zeros([1, 5]), weightInput: .zeros([5, 3]),
          weightHidden: .zeros([5, 5]), bias: .zeros([5]))
      }
      #expect(said(result, "elman: input [4, 2, 3], h0 [1, 5], weightInput [5, 3]"))
      result = await #expect(
        processExitsWith: .failure, observing: [\.standardErrorContent]
      ) {
        _ = gru(
          .zeros([4, 2, 3]), h0: .zeros([5]), weightInput: .zeros([15, 3]),
          weightHidden: .zeros([15, 5]), biasInput: .zeros([15]), biasHidden: .zeros([15]),
          resetsAfter: false)
      }
      #expect(said(result, "gru: h0 [5] has 1 axis, expected 2: [N, hidden]"))
    }

    @Test func pictures() async throws {
      var result = await #expect(
        processExitsWith: .failure, observing: [\.standardErrorContent]
      ) { _ = adaptiveMaxPool2d(.zeros([1, 1, 4, 4]), to: 0) }
      #expect(said(result, "adaptiveMaxPool2d: input [1, 1, 4, 4] cannot be pooled to 0×0"))
      result = await #expect(
        processExitsWith: .failure, observing: [\.standardErrorContent]
      ) {
        _ = locallyConnected2d(
          .zeros([1, 1, 4, 4]), .zeros([4, 1, 4]), kernelSize: 2, stride: 0)
      }
      #expect(said(result, "locallyConnected2d: the stride 0×0 must be positive"))
      result = await #expect(
        processExitsWith: .failure, observing: [\.standardErrorContent]
      ) { _ = conv1d(.zeros([2, 3, 8]), .zeros([5, 4, 3])) }
      #expect(said(result, "conv1d: input [2, 3, 1, 8] has 3 channels"))
      result = await #expect(
        processExitsWith: .failure, observing: [\.standardErrorContent]
      ) { _ = prelu(.zeros([2, 1, 4]), slope: .zeros([3])) }
      #expect(said(result, "prelu: slope [3] must be [1]"))
    }

    private func said(_ result: ExitTest.Result?, _ message: String) -> Bool {
      guard let result else { return false }
      return String(decoding: result.standardErrorContent, as: UTF8.self)
        .contains("shinso: " + message)
    }
  }
}
