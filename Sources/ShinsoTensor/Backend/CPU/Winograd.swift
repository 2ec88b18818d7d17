import CKernels

/// A 3×3 convolution of stride 1, or the gradient of its input, by Winograd's F(4×4, 3×3)
/// (Lavin & Gray, CVPR 2016): two to three times fewer multiplications than the direct form.
struct Winograd {
  private let from: Shape
  private let to: Shape
  private let shape: shinso_winograd_shape
  private let rotated: Bool

  private struct WeightKey: Hashable {
    let rotated: Bool
  }

  /// nil where the direct convolution is the better choice. `rotated`: the gradient of the input.
  init?(
    input: Shape, weight: Shape, output: Shape, _ geometry: Conv2dGeometry, rotated: Bool
  ) {
    guard geometry.kernel == 3, geometry.stride == 1, geometry.dilation == 1, geometry.groups == 1,
      CPULayout.isBlocked(channels: input[1]), CPULayout.isBlocked(channels: output[1]),
      input[1] >= 32, output[1] >= 32, output[2] >= 4, output[3] >= 4,
      geometry.padding.top <= 2, geometry.padding.left <= 2
    else { return nil }
    self.rotated = rotated
    from = rotated ? output : input
    to = rotated ? input : output
    shape = shinso_winograd_shape(
      n: Int32(from[0]), ic: Int32(from[1]), oc: Int32(to[1]), ih: Int32(from[2]),
      iw: Int32(from[3]),
      pad_top: Int32(rotated ? 2 - geometry.padding.top : geometry.padding.top),
      pad_left: Int32(rotated ? 2 - geometry.padding.left : geometry.padding.left),
      oh: Int32(to[2]), ow: Int32(to[3]))
  }

  func run(
    _ backend: CPUBackend, _ x: Tensor, weight: Tensor, bias: Tensor?, activation: FusedActivation
  ) -> Tensor {
    let source = backend.memory(x, in: .preferred(from))
    let filters = backend.derived(weight, WeightKey(rotated: rotated)) { plain in
      withUnsafePointer(to: shape) { shape in
        let filters = backend.allocate(byteCount: shinso_winograd_weights_size(shape) * 4)
        Parallel.onTeam { thread, team in
          shinso_winograd_transform_weights(
            shape, plain.floats, filters.floats, rotated ? 1 : 0, Int32(thread), Int32(team))
        }
        return filters
      }
    }
    let layout = CPULayout.preferred(to)
    let y = backend.uninitialized(to, layout)
    let target = y.storage.representation.memory
    let paddedBias = bias.map { backend.padded($0, to: layout.lanes?.channels ?? to[1]) }
    withUnsafePointer(to: shape) { shape in
      let size = (shinso_winograd_workspace_size(shape) + 15) & ~15
      let workspace = backend.allocate(byteCount: size * 4 * Threads.count)
      Parallel.onTeam { thread, team in
        shinso_winograd_forward(
          shape, source.floats, filters.floats, paddedBias?.floats, target.floats,
          activation.lower, activation.upper, 0, workspace.floats + thread * size, Int32(thread),
          Int32(team))
      }
    }
    return y
  }
}

extension CPUBackend {
  /// A vector's plain memory, continued with zeros up to `count` floats.
  func padded(_ vector: Tensor, to count: Int) -> Memory {
    let plain = vector.storage.plainMemory
    if vector.elementCount == count { return plain }
    let memory = allocate(byteCount: count * 4)
    memory.floats.update(from: plain.floats, count: vector.elementCount)
    (memory.floats + vector.elementCount).update(
      repeating: 0, count: count - vector.elementCount)
    return memory
  }
}
