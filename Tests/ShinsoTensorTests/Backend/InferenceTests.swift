import ShinsoTensor
import Testing

extension ComputeTests {
  /// Without a tape ops keep nothing for the backward pass, and some take another way: the results
  /// are those of training.
  @Suite struct InferenceTests {
    private func expectSame(
      _ shapes: Shape..., sourceLocation: SourceLocation = #_sourceLocation,
      _ body: ([Tensor]) -> [Tensor]
    ) {
      for device in [Device.cpu, .reference] {
        let inputs = shapes.enumerated().map {
          Tensor.random($1, seed: UInt64($0 + 1), on: device)
        }
        let training = body(inputs.map { $0.watched() })
        let inference = withoutGradients { body(inputs) }
        #expect(
          training[0].isRecorded && !inference[0].isRecorded, sourceLocation: sourceLocation)
        for (index, (mine, theirs)) in zip(inference, training).enumerated() {
          expectClose(mine, theirs, 1e-6, "output \(index) on \(device)", sourceLocation)
        }
      }
    }

    @Test(arguments: [[1, 1, 1, 1], [5, 3, 7, 4], [4, 2, 16, 32]])
    func recurrences(_ sizes: [Int]) {
      let (steps, batch, inputs, hidden) = (sizes[0], sizes[1], sizes[2], sizes[3])
      let (x, h): (Shape, Shape) = ([steps, batch, inputs], [batch, hidden])
      expectSame(x, h, h, [4 * hidden, inputs], [4 * hidden, hidden], [4 * hidden]) {
        let (y, h, c) = lstm(
          $0[0], h0: $0[1], c0: $0[2], weightInput: $0[3], weightHidden: $0[4], bias: $0[5])
        return [y, h, c]
      }
      expectSame(
        x, h, [3 * hidden, inputs], [3 * hidden, hidden], [3 * hidden], [3 * hidden]
      ) {
        [
          gru(
            $0[0], h0: $0[1], weightInput: $0[2], weightHidden: $0[3], biasInput: $0[4],
            biasHidden: $0[5])
        ]
      }
    }

    @Test(arguments: PoolOpsTests.geometries, [[2, 3, 7, 8], [2, 16, 6, 5]] as [Shape])
    func pools(_ geometry: Pool2dGeometry, _ shape: Shape) {
      expectSame(shape) { x in
        [
          maxPool2d(
            x[0], kernelSize: geometry.kernel, stride: geometry.stride, padding: geometry.padding,
            ceilMode: geometry.ceilMode)
        ]
      }
    }

    @Test(arguments: [(1, 1), (5, 3), (65, 10), (3, 1000)])
    func crossEntropy(_ rows: Int, _ classes: Int) {
      let labels = (0..<rows).map { $0 % classes }
      expectSame([rows, classes]) { x in
        let labels = Tensor(labels, on: x[0].device)
        return [
          softmaxCrossEntropy(x[0], labels),
          softmaxCrossEntropy(x[0], labels, smoothing: 0.2, ignoredLabel: 1),
        ]
      }
    }

    @Test func convolutionsAndNorms() {
      expectSame([2, 16, 9, 9], [24, 16, 3, 3], [24], [24]) {
        let y = conv2d($0[0], $0[1], $0[2], padding: 1, activation: .relu)
        return [y, groupNorm(y, groups: 4, gamma: $0[2], beta: $0[3]), softmax(y, axis: 1)]
      }
    }
  }
}
