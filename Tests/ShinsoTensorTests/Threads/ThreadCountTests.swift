import ShinsoTensor
import Testing

extension ComputeTests {
  /// Not a bit of a result or of a gradient depends on the number of threads.
  @Suite struct ThreadCountTests {
    private func expectSame(
      _ shapes: Shape..., sourceLocation: SourceLocation = #_sourceLocation,
      _ body: ([Tensor]) -> Tensor
    ) {
      let usual = Threads.count
      defer { Threads.count = usual }
      let inputs = shapes.enumerated().map { Tensor.random($1, seed: UInt64($0 + 1)) }
      let results = [1, 2, 3].map { count in
        Threads.count = count
        let seed = Tensor.random(withoutGradients { body(inputs) }.shape, seed: 99)
        let result = Evaluation(inputs, watching: inputs.map { _ in true }, seeds: [seed]) {
          [body($0)]
        }
        return (result.outputs + result.gradients.compactMap(\.self)).map {
          $0.scalars(as: Float.self).map(\.bitPattern)
        }
      }
      for (index, parts) in zip(results[0], zip(results[1], results[2])).enumerated() {
        #expect(
          parts.0 == parts.1.0 && parts.0 == parts.1.1, "output or gradient \(index)",
          sourceLocation: sourceLocation)
      }
    }

    @Test(
      arguments: [
        ([100_003], 0), ([300, 257], 0), ([300, 257], 1), ([3, 70_001], 1), ([2, 32, 33, 35], 1),
      ] as [(Shape, Int)])
    func reductions(_ shape: Shape, _ axis: Int) {
      expectSame(shape) { $0[0].sum() }
      expectSame(shape) { $0[0].mean(axes: axis) }
      expectSame(shape) { $0[0].variance(axes: axis) }
      expectSame(shape) { $0[0].norm(axes: axis) }
      expectSame(shape) { $0[0].max(axes: axis) }
      expectSame(shape) { $0[0].cumulativeSum(axis: axis) }
      expectSame(shape) { logSoftmax($0[0], axis: axis) }
    }

    @Test func unbroadcasting() {
      expectSame([300, 257], [257]) { $0[0] * $0[1] }
      expectSame([300, 257], [300, 1]) { $0[0] * $0[1] }
      expectSame([8, 32, 33, 35], [32, 1, 1]) { $0[0] + $0[1] }
    }

    @Test func norms() {
      expectSame([16, 32, 13, 15], [32], [32]) {
        batchNormTraining($0[0], gamma: $0[1], beta: $0[2]).y
      }
      expectSame([300, 257], [257], [257]) { layerNorm($0[0], gamma: $0[1], beta: $0[2]) }
      expectSame([16, 24, 13, 15], [24], [24]) {
        groupNorm($0[0], groups: 4, gamma: $0[1], beta: $0[2])
      }
    }

    @Test(arguments: [
      ([16, 3, 32, 32], 16, 3, 1), ([8, 32, 14, 14], 32, 3, 1), ([8, 32, 14, 14], 48, 5, 1),
      ([4, 64, 15, 15], 32, 1, 2), ([4, 20, 12, 12], 50, 5, 1), ([2, 16, 64, 64], 24, 3, 2),
      ([70, 20, 8, 8], 30, 5, 1), ([70, 1, 12, 12], 20, 5, 1), ([1, 1, 70, 40], 20, 3, 1),
    ])
    func convolutions(_ input: [Int], _ outputs: Int, _ kernel: Int, _ stride: Int) {
      expectSame(Shape(input), [outputs, input[1], kernel, kernel], [outputs]) {
        conv2d($0[0], $0[1], $0[2], stride: Size2d(stride), padding: Padding2d(kernel / 2))
      }
    }

    @Test func localResponses() {
      expectSame([8, 40, 31, 29]) { localResponseNorm($0[0], size: 5) }
      expectSame([8, 40, 31, 29], [40, 40, 1, 1]) {
        localResponseNorm(conv2d($0[0], $0[1]), size: 5)
      }
    }

    @Test func depthwiseConvolution() {
      expectSame([8, 32, 28, 28], [32, 1, 3, 3]) { conv2d($0[0], $0[1], padding: 1, groups: 32) }
    }

    @Test func products() {
      expectSame([257, 300], [65, 300], [65]) { linear($0[0], $0[1], $0[2]) }
      expectSame([1, 4000], [10, 4000], [10]) { linear($0[0], $0[1], $0[2]) }
      expectSame([70, 300], [300, 129]) { matmul($0[0], $0[1]) }
    }

    @Test func losses() {
      let labels = Tensor((0..<3000).map { $0 * 7 % 10 })
      expectSame([3000, 10]) { softmaxCrossEntropy($0[0], labels) }
      expectSame([3000, 10], [3000, 10]) { meanSquaredError($0[0], $0[1]) }
    }

    @Test func scattering() {
      let rows = Tensor((0..<3000).map { $0 * $0 % 11 })
      expectSame([11, 300]) { $0[0].indexSelected(rows, axis: 0) }
      expectSame([300, 11]) { $0[0].indexSelected(rows, axis: 1) }
    }

    @Test func recurrence() {
      expectSame([7, 16, 33], [16, 64], [16, 64], [256, 33], [256, 64], [256]) {
        lstm(
          $0[0], h0: $0[1], c0: $0[2], weightInput: $0[3], weightHidden: $0[4], bias: $0[5]
        ).y
      }
    }
  }
}
