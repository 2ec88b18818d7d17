import ShinsoTensor
import Testing

extension ComputeTests {
  /// Layouts are the backend's secret: chains of ops that keep blocked channels, and all the ways
  /// out of them, give what the Reference backend gives.
  @Suite struct LayoutTests {
    /// Runs `body` on both devices and compares outputs and gradients.
    private func compare(
      _ shapes: [Shape], tolerance: Double = 1e-4,
      sourceLocation: SourceLocation = #_sourceLocation, _ body: ([Tensor]) -> Tensor
    ) {
      let results = [Device.cpu, .reference].map { device in
        let inputs = shapes.enumerated().map {
          Tensor.random($1, seed: UInt64($0 + 1), on: device)
        }
        let y = withoutGradients { body(inputs) }
        let seed = Tensor.random(y.shape, seed: 99, on: device)
        return Evaluation(inputs, watching: inputs.map { _ in true }, seeds: [seed]) { [body($0)] }
      }
      expectClose(
        results[0].outputs[0], results[1].outputs[0], tolerance, "output", sourceLocation)
      for (index, (cpu, reference)) in zip(results[0].gradients, results[1].gradients).enumerated()
      {
        guard let cpu, let reference else { continue }
        expectClose(cpu, reference, tolerance, "gradient \(index)", sourceLocation)
      }
    }

    @Test(arguments: [3, 6, 16, 20, 24, 32])
    func residualBlock(_ channels: Int) {
      compare([
        [2, channels, 7, 6], [channels, channels, 3, 3], [channels], [channels],
        [channels, channels, 3, 3],
      ]) { inputs in
        let x = inputs[0]
        var h = conv2d(x, inputs[1], padding: 1)
        h = batchNormTraining(h, gamma: inputs[2], beta: inputs[3], activation: .relu).y
        h = conv2d(h, inputs[4], padding: 1)
        h = relu(h + x)
        h = maxPool2d(h, kernelSize: 3, stride: 2, padding: 1)
        return h.flattened(from: 1)
      }
    }

    @Test(arguments: [(8, 16), (16, 5), (16, 24)])
    func convolutionsJoined(_ sizes: (Int, Int)) {
      compare([[2, 3, 8, 8], [sizes.0, 3, 3, 3], [sizes.1, 3, 1, 1]]) { inputs in
        let a = conv2d(inputs[0], inputs[1], padding: 1, activation: .relu)
        let b = conv2d(inputs[0], inputs[2], activation: .relu6)
        let joined = concatenate([a, b], axis: 1)
        return globalAveragePool2d(averagePool2d(joined, kernelSize: 2)) * 2 + 1
      }
    }

    /// Parts that fill blocks, parts that do not, and parts of other layouts; cut up again at the
    /// same places and at others.
    @Test(
      arguments: [
        [16, 32, 16], [32, 24], [16, 8], [8, 16], [20, 12], [16, 5], [3, 2], [48, 16, 0],
      ])
    func joinedAndCut(_ parts: [Int]) {
      let all = parts.reduce(0, +)
      let filters = parts.filter { $0 > 0 }.map { Shape([$0, 3, 1, 1]) }
      compare([[2, 3, 5, 4]] + filters + [[2, all, 5, 4]]) { inputs in
        let ends = inputs.dropFirst().dropLast().map { conv2d(inputs[0], $0) }
        let joined = concatenate(
          ends + (parts.contains(0) ? [.zeros([2, 0, 5, 4], on: inputs[0].device)] : []), axis: 1)
        let scaled = joined * inputs.last!
        let pieces = [
          scaled.sliced(axis: 1, to: parts[0]), scaled.sliced(axis: 1, from: parts[0]),
          scaled.sliced(axis: 1, from: 1, to: 2), scaled.sliced(axis: 0, from: 1),
          concatenate([scaled.sliced(axis: 0, to: 1), inputs.last!], axis: 0),
        ]
        let sums = pieces.map { relu($0 + 0.3).square().sum() }
        return sums.dropFirst().reduce(sums[0], +)
      }
    }

    /// An Inception join and its way back reorder nothing.
    @Test func joinsKeepTheirLayout() {
      let x = Tensor.random([2, 16, 6, 5])
      let parts = [16, 32].map { conv2d(x, .random([$0, 16, 1, 1])) }
      let joined = concatenate(parts, axis: 1)
      #expect(joined.storage.layout != nil)
      #expect((parts + [joined]).allSatisfy { $0.storage.layout != nil })
      let cut = joined.split(axis: 1, sizes: [16, 32])
      #expect(cut.allSatisfy { $0.storage.layout != nil })
      let backend = Device.cpu.backend
      #expect(backend.placing(cut[1], in: [2, 48, 6, 5], axis: 1, start: 16).storage.layout != nil)
      let images = joined.sliced(axis: 0, from: 1)
      #expect(images.storage.layout != nil)
      #expect(concatenate([images, joined], axis: 0).storage.layout != nil)
    }

    @Test func elementwiseOnBlocks() {
      compare([[2, 24, 5, 5], [24, 24, 3, 3], [24, 1, 1]]) { inputs in
        let h = conv2d(inputs[0], inputs[1], padding: 1)
        // Functions that turn the zeros of padded channels into something else.
        let shifted = (h.exp() + 1).log() - sigmoid(h) / (h.square() + 2)
        return (shifted * inputs[2]).mean(axes: 0, 3)
      }
    }

    @Test func waysOutOfBlocks() {
      compare([[2, 16, 4, 6], [16, 16, 3, 3]]) { inputs in
        let h = conv2d(inputs[0], inputs[1], padding: 1)
        let rows = h.sliced(axis: 0, from: 1).sum(axes: 0)
        let turned = h.permuted(0, 2, 3, 1).sliced(axis: 3, from: 3, to: 9).sum(axes: 0, 3)
        let flat = softmax(h.reshaped([2, 16, -1])).max(axes: 2)
        return concatenate(
          [rows.flattened(), turned.flattened(), flat.flattened()], axis: 0)
      }
    }

    /// One storage under two shapes: the layout that suits one of them is wrong for the other.
    @Test func twoShapesOfOneStorage() {
      compare([[2, 16, 4, 4], [16, 16, 1, 1], [32, 32, 1, 1]]) { inputs in
        let x = inputs[0]
        let view = x.reshaped([2, 32, 2, 4])
        let a = conv2d(x, inputs[1])
        let b = conv2d(view, inputs[2])
        let c = conv2d(x, inputs[1] * 2)
        return a.sum() + b.square().sum() + c.square().sum()
      }
    }

    /// Weights used by ops that pack them differently, and read in between.
    @Test func weightsInSeveralLayouts() {
      compare([[5, 48], [32, 48], [5, 32]]) { inputs in
        let y = linear(inputs[0], inputs[1])
        let z = matmul(inputs[2], inputs[1])
        let penalty = inputs[1].square().sum()
        return linear(z, inputs[1]).sum() + y.square().sum() + penalty
      }
    }

    /// Backward, a quotient of the zeros of padded channels would be NaN, and reach the others.
    @Test func quotientsOnTheWayBack() {
      compare([[2, 3, 5, 5], [24, 3, 3, 3], [24, 24, 3, 3]], tolerance: 1e-3) { inputs in
        let h = conv2d(inputs[0], inputs[1], padding: 1).square()
        return conv2d(h.sqrt() + h.log(), inputs[2], padding: 1)
      }
    }
  }
}
