/// A tensor `[N, C, …]` as planes `[pixels][lanes]` in the layout that it has: what the
/// normalization kernels take. A matrix `[N, C]` is one plane.
struct LanePlanes {
  let layout: CPULayout?
  let memory: Memory
  let batch: Int
  let groups: Int
  let pixels: Int
  let lanes: Int

  /// Channels, padding counted.
  var channels: Int { groups * lanes }
  /// Values of one channel.
  var count: Int { batch * pixels }

  init(_ x: Tensor, in wanted: CPULayout? = nil, _ backend: CPUBackend) {
    // Packed weights are not planes.
    layout = (wanted ?? x.cpuLayout).flatMap { $0.lanes == nil ? nil : $0 }
    memory = backend.memory(x, in: layout)
    if let form = layout?.lanes {
      batch = form.batch
      groups = form.groups
      pixels = form.height * form.width
      lanes = form.lanes
    } else if x.rank == 2 {
      batch = 1
      groups = 1
      pixels = x.shape[0]
      lanes = x.shape[1]
    } else {
      batch = x.shape[0]
      groups = x.shape[1]
      pixels = x.shape.dims.dropFirst(2).reduce(1, *)
      lanes = 1
    }
  }

  /// A tensor of the same layout to be filled.
  func like(_ x: Tensor, _ backend: CPUBackend) -> Tensor { backend.uninitialized(x.shape, layout) }

  var planeSize: Int { pixels * lanes }

  func plane(_ memory: Memory, _ image: Int, _ group: Int) -> UnsafeMutablePointer<Float> {
    memory.floats + (image * groups + group) * planeSize
  }

  /// One task a channel group, in parallel; where there are few groups (channels-last), the planes'
  /// pixels are split instead by `forEachPiece`.
  struct Group {
    let index: Int
    let firstChannel: Int
    let planes: [UnsafeMutablePointer<Float>]
  }

  func forEachChannelGroup(_ body: (Group) -> Void) {
    Parallel.ranges(groups, cost: count * lanes) { range in
      for group in range {
        body(
          Group(
            index: group, firstChannel: group * lanes,
            planes: (0..<batch).map { plane(memory, $0, group) }))
      }
    }
  }

  /// `body(offset, firstChannel, pixels)` over pieces of planes that fit the cache, in parallel.
  func forEachPiece(_ body: (_ offset: Int, _ firstChannel: Int, _ pixels: Int) -> Void) {
    let piece = max(1, min(pixels, 32_768 / max(lanes, 1)))
    let pieces = (pixels + piece - 1) / piece
    Parallel.ranges(batch * groups * pieces, cost: piece * lanes) { range in
      for index in range {
        let plane = index / pieces
        let start = index % pieces * piece
        body(
          plane * planeSize + start * lanes, plane % groups * lanes, min(piece, pixels - start))
      }
    }
  }
}
