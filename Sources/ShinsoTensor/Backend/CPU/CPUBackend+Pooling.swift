import CKernels

extension CPUBackend {
  func maxPool2d(_ x: Tensor, _ geometry: Pool2dGeometry, recordsPositions: Bool) -> (
    y: Tensor, positions: Tensor?
  ) {
    let planes = poolPlanes(x)
    var window = shinso_window(x.shape, geometry)
    let y = pooled(x, planes, window)
    let target = y.storage.representation.memory.floats
    let indexSize = shinso_max_pool_index_size(&window)
    let plane = window.out_height * window.out_width * planes.lanes
    let count = planes.batch * planes.groups * plane
    let positions =
      recordsPositions
      ? Tensor.uninitialized([count], indexSize == 1 ? .uint8 : .int32, on: device) : nil
    let index = positions?.storage.plainMemory.address
    Parallel.ranges(planes.batch * planes.groups, cost: planes.planeSize) { range in
      var window = window
      for number in range {
        shinso_max_pool_forward(
          target + number * plane, index.map { $0 + number * plane * Int(indexSize) },
          planes.memory.floats + number * planes.planeSize, &window, planes.lanes, 0,
          window.out_height)
      }
    }
    return (y, positions)
  }

  func maxPool2dBackward(
    _ dy: Tensor, positions: Tensor, inputShape: Shape, _ geometry: Pool2dGeometry
  ) -> Tensor {
    poolBackward(dy, inputShape, geometry) { dx, dy, planes, number, window in
      let indexSize = positions.dtype.size
      shinso_max_pool_backward(
        dx, dy, positions.storage.plainMemory.address + number * planes.planeSize * indexSize,
        &window, planes.lanes)
    }
  }

  func averagePool2d(_ x: Tensor, _ geometry: Pool2dGeometry) -> Tensor {
    let planes = poolPlanes(x)
    let window = shinso_window(x.shape, geometry)
    let y = pooled(x, planes, window)
    let target = y.storage.representation.memory.floats
    let plane = window.out_height * window.out_width * planes.lanes
    Parallel.ranges(planes.batch * planes.groups, cost: planes.planeSize) { range in
      var window = window
      for number in range {
        shinso_average_pool_forward(
          target + number * plane, planes.memory.floats + number * planes.planeSize, &window,
          geometry.countsPadding ? 1 : 0, planes.lanes, 0, window.out_height)
      }
    }
    return y
  }

  func averagePool2dBackward(_ dy: Tensor, inputShape: Shape, _ geometry: Pool2dGeometry) -> Tensor
  {
    poolBackward(dy, inputShape, geometry) { dx, dy, planes, _, window in
      shinso_average_pool_backward(dx, dy, &window, geometry.countsPadding ? 1 : 0, planes.lanes)
    }
  }

  /// The layout is a function of the shape alone, so that the backward pass finds the positions
  /// where the forward pass put them.
  private func poolPlanes(_ x: Tensor) -> LanePlanes {
    LanePlanes(x, in: CPULayout.preferred(x.shape), self)
  }

  private func pooled(_ x: Tensor, _ planes: LanePlanes, _ window: shinso_window) -> Tensor {
    let shape: Shape = [x.shape[0], x.shape[1], window.out_height, window.out_width]
    return uninitialized(shape, planes.layout?.with(shape))
  }

  private func poolBackward(
    _ dy: Tensor, _ inputShape: Shape, _ geometry: Pool2dGeometry,
    _ body: (
      UnsafeMutablePointer<Float>, UnsafePointer<Float>, LanePlanes, Int, inout shinso_window
    ) -> Void
  ) -> Tensor {
    let planes = poolPlanes(dy)
    let window = shinso_window(inputShape, geometry)
    let dx = uninitialized(inputShape, planes.layout?.with(inputShape))
    let target = dx.storage.representation.memory.floats
    let plane = inputShape[2] * inputShape[3] * planes.lanes
    Parallel.ranges(planes.batch * planes.groups, cost: plane) { range in
      var window = window
      for number in range {
        body(
          target + number * plane, planes.memory.floats + number * planes.planeSize, planes,
          number, &window)
      }
    }
    return dx
  }
}

extension shinso_window {
  fileprivate init(_ input: Shape, _ geometry: Pool2dGeometry) {
    let output = geometry.output(height: input[2], width: input[3])
    self.init(
      height: input[2], width: input[3], out_height: output.height, out_width: output.width,
      kernel_height: geometry.kernel.height, kernel_width: geometry.kernel.width,
      stride_height: geometry.stride.height, stride_width: geometry.stride.width,
      pad_top: geometry.padding.top, pad_left: geometry.padding.left,
      pad_bottom: geometry.padding.bottom, pad_right: geometry.padding.right)
  }
}
