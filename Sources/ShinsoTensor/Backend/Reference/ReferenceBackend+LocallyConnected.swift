extension ReferenceBackend {
  func locallyConnected2d(_ x: Tensor, weight: Tensor, _ geometry: Conv2dGeometry) -> Tensor {
    let size = geometry.output(height: x.shape[2], width: x.shape[3])
    let shape: Shape = [x.shape[0], weight.shape[1], size.height, size.width]
    let (inputs, weights) = (doubles(x), doubles(weight))
    var sums = [Double](repeating: 0, count: shape.elementCount)
    visit(geometry, image: x.shape, output: shape) { input, weight, output in
      sums[output] += inputs[input] * weights[weight]
    }
    return tensor(sums, shape, resultType(x, weight))
  }

  func locallyConnected2dBackwardInput(
    _ dy: Tensor, weight: Tensor, inputShape: Shape, _ geometry: Conv2dGeometry
  ) -> Tensor {
    let (gradients, weights) = (doubles(dy), doubles(weight))
    var sums = [Double](repeating: 0, count: inputShape.elementCount)
    visit(geometry, image: inputShape, output: dy.shape) { input, weight, output in
      sums[input] += gradients[output] * weights[weight]
    }
    return tensor(sums, inputShape, resultType(dy, weight))
  }

  func locallyConnected2dBackwardWeight(
    _ dy: Tensor, x: Tensor, _ geometry: Conv2dGeometry
  ) -> Tensor {
    let (gradients, inputs) = (doubles(dy), doubles(x))
    let shape: Shape = [
      dy.shape[2] * dy.shape[3], dy.shape[1],
      x.shape[1] * geometry.kernel.height * geometry.kernel.width,
    ]
    var sums = [Double](repeating: 0, count: shape.elementCount)
    visit(geometry, image: x.shape, output: dy.shape) { input, weight, output in
      sums[weight] += gradients[output] * inputs[input]
    }
    return tensor(sums, shape, resultType(dy, x))
  }

  /// Every product: where the input, the weight and the output lie.
  private func visit(
    _ geometry: Conv2dGeometry, image: Shape, output: Shape,
    _ body: (_ input: Int, _ weight: Int, _ output: Int) -> Void
  ) {
    let (kernel, stride) = (geometry.kernel, geometry.stride)
    for place in 0..<output.elementCount {
      let (row, column) = (place / output[3] % output[2], place % output[3])
      let (plane, window) = (place / (output[2] * output[3]), row * output[3] + column)
      let (picture, filter) = (plane / output[1], plane % output[1])
      let first = (window * output[1] + filter) * image[1] * kernel.height * kernel.width
      for tap in 0..<image[1] * kernel.height * kernel.width {
        let (channel, rest) = tap.quotientAndRemainder(dividingBy: kernel.height * kernel.width)
        let y =
          row * stride.height - geometry.padding.top + rest / kernel.width
          * geometry.dilation.height
        let x =
          column * stride.width - geometry.padding.left + rest % kernel.width
          * geometry.dilation.width
        guard (0..<image[2]).contains(y), (0..<image[3]).contains(x) else { continue }
        body(
          ((picture * image[1] + channel) * image[2] + y) * image[3] + x, first + tap, place)
      }
    }
  }
}
