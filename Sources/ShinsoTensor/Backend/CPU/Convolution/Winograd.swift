import CKernels

/// A 3×3 or 5×5 convolution of stride 1, or one of its gradients, by Winograd's F(4×4, 3×3),
/// F(5×5, 3×3) where that leaves less of the tiles outside, as for 14×14 outputs, and F(4×4, 5×5)
/// (Lavin & Gray, CVPR 2016): two to four times fewer multiplications than the direct form. In
/// float32 the error of a 5×5 convolution is some ten times that of the direct form.
struct Winograd {
  private let from: CPULayout
  private let to: CPULayout
  private let target: Shape
  private let shape: shinso_winograd_shape
  private let pass: ConvolutionPass

  private struct WeightKey: Hashable {
    let form: UInt32
    let tile: Int32
  }

  /// nil where the direct convolution is the better choice.
  init?(
    _ pass: ConvolutionPass, input: Shape, weight: Shape, output: Shape, _ geometry: Conv2dGeometry
  ) {
    let filter = weight[2]
    guard filter == weight[3], filter == 3 || filter == 5, geometry.stride == 1,
      geometry.dilation == 1, geometry.groups == 1, input[1] >= 16, output[1] >= 16,
      output[2] >= 4, output[3] >= 4, geometry.padding.top < filter,
      geometry.padding.left < filter
    else { return nil }
    let tiles = output[0] * ((output[2] + 3) / 4) * ((output[3] + 3) / 4)
    if pass == .backwardWeight && tiles < 20 { return nil }
    self.pass = pass
    let rotated = pass == .backwardInput
    let source = rotated ? output : input
    target = rotated ? input : output
    from = .preferred(source)
    to = .preferred(target)
    let padding = { (forward: Int) in Int32(rotated ? filter - 1 - forward : forward) }
    shape = shinso_winograd_shape(
      n: Int32(source[0]), ic: Int32(source[1]), oc: Int32(target[1]), ih: Int32(source[2]),
      iw: Int32(source[3]), pad_top: padding(geometry.padding.top),
      pad_left: padding(geometry.padding.left), oh: Int32(target[2]), ow: Int32(target[3]),
      filter: Int32(filter), src_channels_last: from.isChannelsLast ? 1 : 0,
      dst_channels_last: to.isChannelsLast ? 1 : 0, dst_channels: Int32(target[1]))
  }

  private func transformed(
    _ backend: CPUBackend, _ weight: Tensor, _ shape: shinso_winograd_shape,
    _ form: shinso_winograd_filters
  ) -> Memory {
    withUnsafePointer(to: shape) { (shape: UnsafePointer<shinso_winograd_shape>) in
      let key = WeightKey(form: form.rawValue, tile: shinso_winograd_tile(shape))
      return backend.derived(weight, key) { plain in
        let filters = backend.allocate(byteCount: shinso_winograd_weights_size(shape) * 4)
        Parallel.onTeam { thread, team in
          shinso_winograd_transform_weights(
            shape, plain.floats, filters.floats, form, Int32(thread), Int32(team))
        }
        return filters
      }
    }
  }

  /// The convolution, or the gradient of its input with `x` the gradient of its output.
  func run(
    _ backend: CPUBackend, _ x: Tensor, weight: Tensor, _ epilogue: Epilogue = .none
  ) -> Tensor {
    let y = backend.uninitialized(target, to)
    run(backend, x, weight: weight, epilogue, into: y, to, channel: 0)
    if !epilogue.activation.isClamp { backend.finish(y, nil, epilogue.activation) }
    return y
  }

  /// The same, up to a clamp, into channels of y, which has `layout`, from `channel` on. A residual
  /// is one of the whole of y.
  func run(
    _ backend: CPUBackend, _ x: Tensor, weight: Tensor, _ epilogue: Epilogue, into y: Tensor,
    _ layout: CPULayout, channel: Int
  ) {
    let source = backend.memory(x, in: from)
    let filters = transformed(
      backend, weight, shape,
      pass == .backwardInput ? SHINSO_WINOGRAD_TURNED : SHINSO_WINOGRAD_FORWARD)
    guard let rows = layout.rows(channel..<channel + target[1], axis: 1) else {
      stop("Winograd: channels from \(channel) on fill no blocks of \(y.shape)")
    }
    let result = y.storage.representation.memory
    var shape = shape
    shape.dst_channels_last = layout.isChannelsLast ? 1 : 0
    shape.dst_channels = Int32(y.shape[1])
    withUnsafePointer(to: shape) { shape in
      let size = (shinso_winograd_workspace_size(shape) + 15) & ~15
      let workspace = backend.allocate(byteCount: size * 4 * Threads.count)
      backend.withClamp(epilogue, channels: target[1], layout) { epilogue in
        Parallel.onTeam { thread, team in
          shinso_winograd_forward(
            shape, source.floats, filters.floats, epilogue, result.floats + rows.offset,
            workspace.floats + thread * size, Int32(thread), Int32(team))
        }
      }
    }
  }

  /// The gradient of the filters, plain.
  func weightGradient(_ backend: CPUBackend, _ dy: Tensor, x: Tensor, weight: Shape) -> Tensor {
    let source = backend.memory(x, in: from)
    let gradient = backend.memory(dy, in: to)
    let dw = backend.uninitialized(weight, nil)
    let result = dw.storage.representation.memory
    withUnsafePointer(to: shape) { shape in
      let size = shinso_winograd_gradient_workspace_size(shape, Int32(Threads.count))
      let workspace = backend.allocate(byteCount: size * 4)
      Parallel.onTeam { thread, team in
        shinso_winograd_gradient(
          shape, source.floats, gradient.floats, workspace.floats, Int32(thread), Int32(team))
      }
      Parallel.onTeam { thread, team in
        shinso_winograd_gradient_finish(
          shape, workspace.floats, result.floats, Int32(thread), Int32(team))
      }
    }
    return dw
  }

  /// The gradients of the input and of the filters, nil where that saves nothing.
  func bothGradients(
    _ backend: CPUBackend, _ dy: Tensor, x: Tensor, weight: Tensor
  ) -> (input: Tensor, weight: Tensor)? {
    withUnsafePointer(to: shape) { shape in
      if shinso_winograd_backward_is_fast(shape) == 0 { return nil }
      var exchanged = shape.pointee
      swap(&exchanged.ic, &exchanged.oc)
      let filters = transformed(backend, weight, exchanged, SHINSO_WINOGRAD_TRANSPOSED)
      let source = backend.memory(x, in: from)
      let gradient = backend.memory(dy, in: to)
      let dx = backend.uninitialized(x.shape, from)
      let dw = backend.uninitialized(weight.shape, nil)
      let (inputs, weights) = (
        dx.storage.representation.memory, dw.storage.representation.memory
      )
      let size = shinso_winograd_backward_workspace_size(shape, Int32(Threads.count))
      let workspace = backend.allocate(byteCount: size * 4)
      Parallel.onTeam { thread, team in
        shinso_winograd_backward(
          shape, source.floats, gradient.floats, filters.floats, inputs.floats, workspace.floats,
          Int32(thread), Int32(team))
      }
      Parallel.onTeam { thread, team in
        shinso_winograd_backward_finish(
          shape, workspace.floats, weights.floats, Int32(thread), Int32(team))
      }
      return (dx, dw)
    }
  }
}
