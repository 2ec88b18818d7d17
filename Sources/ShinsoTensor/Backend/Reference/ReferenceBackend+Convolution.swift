extension ReferenceBackend {
  func conv2d(
    _ x: Tensor, weight: Tensor, _ geometry: Conv2dGeometry, _ epilogue: Epilogue
  ) -> Tensor {
    let size = geometry.output(height: x.shape[2], width: x.shape[3])
    let shape: Shape = [x.shape[0], weight.shape[0], size.height, size.width]
    let plane = size.height * size.width
    let (inputs, weights) = (doubles(x), doubles(weight))
    let shifts = epilogue.bias.map(doubles) ?? [Double](repeating: 0, count: weight.shape[0])
    var sums = (0..<shape[0]).flatMap { _ in
      shifts.flatMap { [Double](repeating: $0, count: plane) }
    }
    ConvolutionRuns(geometry, input: x.shape, weight: weight.shape, output: shape).visit { run in
      for i in 0..<run.count {
        sums[run.output + i] += inputs[run.input + i * run.step] * weights[run.weight]
      }
    }
    return tensor(finished(sums, epilogue), shape, resultType(x, weight))
  }

  func conv2dBackwardInput(
    _ dy: Tensor, weight: Tensor, inputShape: Shape, _ geometry: Conv2dGeometry
  ) -> Tensor {
    let (gradients, weights) = (doubles(dy), doubles(weight))
    var sums = [Double](repeating: 0, count: inputShape.elementCount)
    ConvolutionRuns(geometry, input: inputShape, weight: weight.shape, output: dy.shape).visit {
      run in
      for i in 0..<run.count {
        sums[run.input + i * run.step] += gradients[run.output + i] * weights[run.weight]
      }
    }
    return tensor(sums, inputShape, resultType(dy, weight))
  }

  func conv2dBackwardWeight(
    _ dy: Tensor, x: Tensor, weight: Tensor, _ geometry: Conv2dGeometry
  ) -> Tensor {
    let (gradients, inputs) = (doubles(dy), doubles(x))
    var sums = [Double](repeating: 0, count: weight.elementCount)
    ConvolutionRuns(geometry, input: x.shape, weight: weight.shape, output: dy.shape).visit { run in
      for i in 0..<run.count {
        sums[run.weight] += gradients[run.output + i] * inputs[run.input + i * run.step]
      }
    }
    return tensor(sums, weight.shape, resultType(dy, x))
  }

  /// The residual and the activation of an epilogue, which follow the bias.
  func finished(_ sums: [Double], _ epilogue: Epilogue) -> [Double] {
    var values = sums
    if let residual = epilogue.residual { values = zip(values, doubles(residual)).map(+) }
    return values.map(epilogue.activation.value)
  }
}

/// All products of a convolution. The forward pass and both backward passes go through the same
/// list, so they cannot disagree on which weight joins which input to which output.
private struct ConvolutionRuns {
  /// A weight, a run of outputs along a row, and the corresponding inputs, which are `step` apart.
  struct Run {
    let weight: Int
    let output: Int
    let input: Int
    let step: Int
    let count: Int
  }

  let geometry: Conv2dGeometry
  let input: Shape
  let weight: Shape
  let output: Shape

  init(_ geometry: Conv2dGeometry, input: Shape, weight: Shape, output: Shape) {
    self.geometry = geometry
    self.input = input
    self.weight = weight
    self.output = output
  }

  @inline(__always)
  func visit(_ body: (Run) -> Void) {
    let (channels, height, width) = (input[1], input[2], input[3])
    let channelsOfGroup = weight[1]
    let (kernel, stride, padding) = (geometry.kernel, geometry.stride, geometry.padding)
    // For each tap: the input column under output column 0, and the output columns whose input is
    // inside the image.
    let taps = (0..<kernel.width).map { tap in
      let left = tap * geometry.dilation.width - padding.left
      return (left, (0..<output[3]).filter { (0..<width).contains($0 * stride.width + left) })
    }
    for image in 0..<output[0] {
      for filter in 0..<output[1] {
        let group = filter / (output[1] / geometry.groups)
        for channel in 0..<channelsOfGroup {
          let plane = image * channels + group * channelsOfGroup + channel
          for tapY in 0..<kernel.height {
            let top = tapY * geometry.dilation.height - padding.top
            for (tapX, (left, columns)) in taps.enumerated() {
              guard let first = columns.first else { continue }
              for row in 0..<output[2] {
                let y = row * stride.height + top
                guard (0..<height).contains(y) else { continue }
                body(
                  Run(
                    weight: ((filter * channelsOfGroup + channel) * kernel.height + tapY)
                      * kernel.width + tapX,
                    output: ((image * output[1] + filter) * output[2] + row) * output[3] + first,
                    input: (plane * height + y) * width + first * stride.width + left,
                    step: stride.width, count: columns.count))
              }
            }
          }
        }
      }
    }
  }
}
