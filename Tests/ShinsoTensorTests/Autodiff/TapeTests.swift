import Foundation
import ShinsoTensor
import Synchronization
import Testing

extension ComputeTests {
  @Suite struct TapeTests {
    /// Nodes are released by a loop: recursion would overflow the stack.
    @Test func longChainOnASmallStack() async {
      let before = Node.count
      @Sendable func chain() -> Double {
        let x = Tensor(1).watched()
        var y = x
        for _ in 0..<100_000 { y = y + 1 }
        return gradients(of: y, withRespectTo: x).item()
      }
      let gradient: Double = await withCheckedContinuation { continuation in
        let thread = Thread { continuation.resume(returning: chain()) }
        thread.stackSize = 256 << 10
        thread.start()
      }
      #expect(gradient == 1)
      #expect(Node.count == before)
    }

    @Test func nodesLiveAsLongAsTheyAreOfUse() {
      let before = Node.count
      do {
        let x = Tensor.random([3]).watched()
        var y = relu(x)
        #expect(Node.count == before + 2)
        y = y + y
        #expect(Node.count == before + 3, "relu's node is needed by the sum")
        y = sigmoid(x)
        #expect(Node.count == before + 2)
        _ = y
      }
      #expect(Node.count == before)
    }

    @Test func withoutGradientsRecordsNothing() {
      let x = Tensor.random([3]).watched()
      let before = Node.count
      let y = withoutGradients { relu(x) + x }
      #expect(!y.isRecorded)
      #expect(Node.count == before)
      #expect(relu(x).isRecorded)
      #expect(!relu(x.detached).isRecorded)
    }

    /// What an op saved is given back as soon as its backward has run, not after the whole pass.
    @Test func savedValuesGoDuringThePass() {
      final class Watch: Sendable {
        let storage = Mutex<Weak>(Weak())
        struct Weak: Sendable { weak var storage: Storage? }
      }
      let watch = Watch()
      let weight = Parameter(.random([4]))
      func loss() -> Tensor {
        let hidden = weight.tensor.square()
        let y = hidden.exp()
        watch.storage.withLock { $0.storage = y.storage }
        return y.sum()
      }
      let scalar = loss()
      #expect(watch.storage.withLock { $0.storage != nil })
      var isGone = false
      _ = scalar.gradients { _, _ in isGone = watch.storage.withLock { $0.storage == nil } }
      #expect(isGone)
    }

    @Test func secondPassNeedsTheTape() async {
      let result = await #expect(
        processExitsWith: .failure, observing: [\.standardErrorContent]
      ) {
        let x = Tensor.random([3]).watched()
        let loss = x.square().sum()
        _ = gradients(of: loss, withRespectTo: x)
        _ = gradients(of: loss, withRespectTo: x)
      }
      #expect(message(result).contains("BackwardOptions(retainsTape: true)"))
    }

    @Test func retainedTapeRunsAgain() {
      let x = Tensor.random([3]).watched()
      let loss = x.square().sum()
      let first = gradients(of: loss, withRespectTo: x, BackwardOptions(retainsTape: true))
      let second = gradients(of: loss, withRespectTo: x)
      #expect(first.doubles == second.doubles)
      expectClose(first, x.detached * 2, 1e-6, "gradient of a square")
    }

    @Test func changeInPlaceIsNoticed() async {
      let result = await #expect(
        processExitsWith: .failure, observing: [\.standardErrorContent]
      ) {
        let weight = Parameter(.random([3]))
        let loss = weight.tensor.square().sum()
        weight.assign(.zeros([3]))
        _ = loss.gradients()
      }
      #expect(message(result).contains("a tensor of shape [3] was changed in place"))
    }

    /// A sum needs no values for its gradient, so a change of them does no harm.
    @Test func changeOfWhatNobodySavedIsFine() {
      let weight = Parameter(.random([3]))
      let loss = (weight.tensor + 1).sum()
      weight.assign(.zeros([3]))
      #expect(loss.gradients()[weight]?.tensor.doubles == [1, 1, 1])
    }

    @Test func lossMustBeAScalarThatWasRecorded() async {
      let unrecorded = await #expect(
        processExitsWith: .failure, observing: [\.standardErrorContent]
      ) { _ = Tensor(1).gradients() }
      #expect(message(unrecorded).contains("nothing was recorded"))
      let shaped = await #expect(
        processExitsWith: .failure, observing: [\.standardErrorContent]
      ) { _ = Tensor.random([3]).watched().exp().gradients() }
      #expect(message(shaped).contains("a loss of shape [3] is not a scalar"))
    }

    @Test func mistakesNameOpPathAndShapes() async {
      let result = await #expect(
        processExitsWith: .failure, observing: [\.standardErrorContent]
      ) {
        CallPath.$current.withValue("features.3.conv") {
          _ = conv2d(.zeros([64, 1, 28, 28]), .zeros([20, 3, 5, 5]))
        }
      }
      #expect(
        message(result).contains(
          "conv2d in features.3.conv: input [64, 1, 28, 28] has 1 channel, "
            + "the weight [20, 3, 5, 5] expects 3"))
    }
  }
}

/// What a process said before it ended.
private func message(_ result: ExitTest.Result?) -> String {
  String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
}
