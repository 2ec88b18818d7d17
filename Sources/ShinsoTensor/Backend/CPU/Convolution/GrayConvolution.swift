import CKernels

/// A 3×3 or 5×5 convolution of stride 1, without padding, of pictures with one channel, or the
/// gradients of its filters and bias: what a network of digits begins with. With so few products for each
/// output, oneDNN's padding of the channels to whole blocks costs a third of its time.
struct GrayConvolution {
  private let shape: shinso_gray_shape
  private let target: Shape
  private let layout: CPULayout

  /// nil where the convolution is another one, or the processor not one for which this is faster.
  init?(input: Shape, weight: Shape, output: Shape, _ geometry: Conv2dGeometry) {
    let size = weight[2]
    guard shinso_gray_is_fast() != 0, input[1] == 1, size == weight[3], size == 3 || size == 5,
      geometry.stride == 1, geometry.dilation == 1, geometry.padding == 0
    else { return nil }
    target = output
    layout = .preferred(output)
    shape = shinso_gray_shape(
      n: Int32(output[0]), oc: Int32(output[1]), ih: Int32(input[2]), iw: Int32(input[3]),
      oh: Int32(output[2]), ow: Int32(output[3]), kh: Int32(size), kw: Int32(size),
      dst_channels_last: layout.isChannelsLast ? 1 : 0)
  }

  /// Rows of outputs of all pictures, and what one costs.
  private var rows: Int { target[0] * target[2] }
  private var rowCost: Int {
    Int(shape.oc) * Int(shape.ow) * Int(shape.kh) * Int(shape.kw) / 8
  }

  private struct WeightKey: Hashable {}

  func run(
    _ backend: CPUBackend, _ x: Tensor, weight: Tensor, _ epilogue: Epilogue
  ) -> Tensor {
    let source = x.storage.plainMemory
    return withUnsafePointer(to: shape) { (shape: UnsafePointer<shinso_gray_shape>) -> Tensor in
      let filters = backend.derived(weight, WeightKey()) { plain in
        let filters = backend.allocate(byteCount: shinso_gray_weights_size(shape) * 4)
        shinso_gray_pack(shape, plain.floats, filters.floats)
        return filters
      }
      let y = backend.uninitialized(target, layout)
      let result = y.storage.representation.memory
      backend.withClamp(epilogue, channels: target[1], layout) { epilogue in
        Parallel.ranges(rows, cost: rowCost) { rows in
          shinso_gray_forward(
            shape, source.floats, filters.floats, epilogue, result.floats, rows.lowerBound,
            rows.upperBound)
        }
      }
      if !epilogue.activation.isClamp { backend.finish(y, nil, epilogue.activation) }
      return y
    }
  }

  /// The gradients of the filters and of the bias, plain.
  func gradients(_ backend: CPUBackend, _ dy: Tensor, x: Tensor, weight: Shape) -> (
    weight: Tensor, bias: Tensor
  ) {
    let source = x.storage.plainMemory
    let gradient = backend.memory(dy, in: layout)
    let dw = backend.uninitialized(weight, nil)
    let db = backend.uninitialized([weight[0]], nil)
    // How the sums are cut up depends on the shape alone.
    let rows = rows
    let parts = min(max(rows / 8, 1), 16)
    withUnsafePointer(to: shape) { (shape: UnsafePointer<shinso_gray_shape>) in
      let size = shinso_gray_sums_size(shape)
      let sums = backend.allocate(byteCount: parts * size * 4)
      Parallel.ranges(parts, cost: rows / parts * rowCost) { range in
        for part in range {
          shinso_gray_gradient(
            shape, source.floats, gradient.floats, sums.floats + part * size,
            rows * part / parts, rows * (part + 1) / parts)
        }
      }
      shinso_gray_gradient_finish(
        shape, sums.floats, parts, dw.storage.representation.memory.floats,
        db.storage.representation.memory.floats)
    }
    return (dw, db)
  }
}
