import CKernels

extension CPUBackend {
  func locallyConnected2d(_ x: Tensor, weight: Tensor, _ geometry: Conv2dGeometry) -> Tensor {
    let size = geometry.output(height: x.shape[2], width: x.shape[3])
    let y = Tensor.uninitialized(
      [x.shape[0], weight.shape[1], size.height, size.width], .float32, on: device)
    let known = [x, weight].map(\.storage.plainMemory)
    let made = y.storage.plainMemory.floats
    let local = LocalShape(geometry, image: x.shape, output: y.shape)
    Parallel.ranges(local.places, cost: x.shape[0] * local.window * weight.shape[1]) { range in
      local.withRoom { shape, room in
        shinso_local_forward(
          made, known[0].floats, known[1].floats, shape, room, x.shape[0], range.lowerBound,
          range.upperBound)
      }
    }
    return y
  }

  func locallyConnected2dBackwardInput(
    _ dy: Tensor, weight: Tensor, inputShape: Shape, _ geometry: Conv2dGeometry
  ) -> Tensor {
    let dx = Tensor.uninitialized(inputShape, .float32, on: device)
    let known = [dy, weight].map(\.storage.plainMemory)
    let made = dx.storage.plainMemory.floats
    let local = LocalShape(geometry, image: inputShape, output: dy.shape)
    Parallel.ranges(inputShape[0], cost: weight.elementCount) { range in
      local.withRoom { shape, room in
        shinso_local_transpose(
          made, known[0].floats, known[1].floats, shape, room, range.lowerBound, range.upperBound)
      }
    }
    return dx
  }

  func locallyConnected2dBackwardWeight(
    _ dy: Tensor, x: Tensor, _ geometry: Conv2dGeometry
  ) -> Tensor {
    let local = LocalShape(geometry, image: x.shape, output: dy.shape)
    let gradient = Tensor.uninitialized(
      [local.places, dy.shape[1], local.window], .float32, on: device)
    let known = [dy, x].map(\.storage.plainMemory)
    let made = gradient.storage.plainMemory.floats
    Parallel.ranges(local.places, cost: x.shape[0] * local.window * dy.shape[1]) { range in
      local.withRoom { shape, room in
        shinso_local_weight(
          made, known[0].floats, known[1].floats, shape, room, x.shape[0], range.lowerBound,
          range.upperBound)
      }
    }
    return gradient
  }
}

private struct LocalShape {
  private let kernel: shinso_local_shape
  /// Windows in a picture.
  let places: Int
  /// Numbers in a window.
  let window: Int

  init(_ geometry: Conv2dGeometry, image: Shape, output: Shape) {
    places = output[2] * output[3]
    window = image[1] * geometry.kernel.height * geometry.kernel.width
    kernel = shinso_local_shape(
      channels: image[1], height: image[2], width: image[3], filters: output[1], rows: output[2],
      columns: output[3], kernel_height: geometry.kernel.height,
      kernel_width: geometry.kernel.width, stride_height: geometry.stride.height,
      stride_width: geometry.stride.width, dilation_height: geometry.dilation.height,
      dilation_width: geometry.dilation.width, top: geometry.padding.top,
      left: geometry.padding.left)
  }

  /// Each thread has room of its own.
  func withRoom(_ body: (UnsafePointer<shinso_local_shape>, UnsafeMutablePointer<Float>) -> Void) {
    withUnsafeTemporaryAllocation(
      of: Float.self, capacity: window * Int(SHINSO_LOCAL_PICTURES)
    ) { room in
      guard let room = room.baseAddress else { return }
      withUnsafePointer(to: kernel) { body($0, room) }
    }
  }
}
