import CKernels
import COneDNN

/// The layouts of the CPU backend.
enum CPULayout: OpaqueLayout, Hashable {
  /// `[N, C, H, W]` stored as `[N, H, W, C]`.
  case channelsLast(Shape)
  /// `[N, C, H, W]` stored as `[N, ⌈C / block⌉, H, W, block]`; channels beyond C are zero.
  case blocked(Shape, block: Int)
  /// Weights as one of oneDNN's primitives wants them.
  case packed(MemoryDescriptor)

  static let block = Int(shinso_block_size())

  /// Whether activations of this many channels are kept in channel blocks. Up to a third of the
  /// block's channels may be padding; what fits worse is kept channels-last.
  static func isBlocked(channels: Int) -> Bool {
    let padded = (channels + block - 1) / block * block
    return channels % 8 == 0 && padded * 3 <= channels * 4
  }

  /// The layout that a convolution's activations like best.
  static func preferred(_ shape: Shape) -> CPULayout {
    isBlocked(channels: shape[1]) ? .blocked(shape, block: block) : .channelsLast(shape)
  }

  /// The same layout for a tensor of another shape.
  func with(_ shape: Shape) -> CPULayout {
    switch self {
    case .channelsLast: .channelsLast(shape)
    case .blocked(_, let block): .blocked(shape, block: block)
    case .packed: self
    }
  }

  var isChannelsLast: Bool {
    if case .channelsLast = self { true } else { false }
  }

  /// The extents of the tensor that it was made for.
  var dims: [Int] {
    switch self {
    case .channelsLast(let shape), .blocked(let shape, _): shape.dims
    case .packed(let descriptor): descriptor.dims
    }
  }

  var descriptor: MemoryDescriptor {
    switch self {
    case .channelsLast(let shape): MemoryDescriptor(shape.dims, dnnl_acdb)
    case .blocked(let shape, let block):
      MemoryDescriptor(shape.dims, block == 16 ? dnnl_aBcd16b : dnnl_aBcd8b)
    case .packed(let descriptor): descriptor
    }
  }

  /// Floats in memory, padding counted.
  var elementCount: Int {
    switch self {
    case .channelsLast(let shape): shape.elementCount
    case .blocked(let shape, let block):
      shape[0] * ((shape[1] + block - 1) / block * block) * shape[2] * shape[3]
    case .packed(let descriptor): descriptor.byteCount / 4
    }
  }

  /// Whether there is memory beyond the last channel.
  var isPadded: Bool { elementCount != dims.reduce(1, *) }

  /// The layout as `[outer][groups][pixels][lanes]`, channel = group · lanes + lane: what the
  /// kernels of CKernels take. Packed weights have none.
  var lanes: Lanes? {
    switch self {
    case .channelsLast(let shape):
      Lanes(batch: shape[0], groups: 1, height: shape[2], width: shape[3], lanes: shape[1])
    case .blocked(let shape, let block):
      Lanes(
        batch: shape[0], groups: (shape[1] + block - 1) / block, height: shape[2],
        width: shape[3], lanes: block)
    case .packed: nil
    }
  }
}

extension CPUBackend {
  /// x in the given layout; its storage keeps that form, since who comes next will want it too.
  func memory(_ x: Tensor, in layout: CPULayout?) -> Memory {
    guard let layout else { return x.storage.plainMemory }
    let from = x.cpuLayout
    let current = x.storage.representation
    if from == layout { return current.memory }
    let memory = reorder(
      current.memory, from?.descriptor ?? .plain(x.shape.dims), to: layout.descriptor)
    x.storage.replace(with: Storage.Representation(memory: memory, layout: layout))
    return memory
  }

  /// Plain memory of a float32 tensor.
  func plain(_ x: Tensor) -> UnsafeMutablePointer<Float> {
    x.storage.plainMemory.floats
  }

  /// A copy of `memory` in another layout.
  func reorder(_ memory: Memory, _ from: MemoryDescriptor, to: MemoryDescriptor) -> Memory {
    let result = allocate(byteCount: to.byteCount)
    reorder(memory, from, to: to, into: result)
    return result
  }

  func reorder(
    _ memory: Memory, _ from: MemoryDescriptor, to: MemoryDescriptor, into result: Memory
  ) {
    let primitive = Self.reorders.plan([from, to]) {
      var descriptor: dnnl_primitive_desc_t?
      let attributes = PrimitiveAttributes()
      let status = dnnl_reorder_primitive_desc_create(
        &descriptor, from.handle, OneDNN.engine, to.handle, OneDNN.engine, attributes.handle)
      withExtendedLifetime(attributes) {}
      OneDNN.check(status, "reorder")
      return Primitive(consuming: descriptor!, [DNNL_ARG_FROM, DNNL_ARG_TO])
    }
    primitive.run(memory.address, result.address)
  }

  private static let reorders = PlanCache<[MemoryDescriptor], Primitive>()

  /// A new tensor in a layout; its padding must be written by whoever fills it.
  func uninitialized(_ shape: Shape, _ layout: CPULayout?) -> Tensor {
    guard let layout else { return .uninitialized(shape, .float32, on: device) }
    let memory = allocate(byteCount: layout.elementCount * 4)
    return Tensor(
      storage: Storage(
        device: device, dtype: .float32, elementCount: shape.elementCount, memory: memory,
        layout: layout), shape: shape)
  }
}

extension Memory {
  var floats: UnsafeMutablePointer<Float> { address.assumingMemoryBound(to: Float.self) }
  var int64s: UnsafeMutablePointer<Int64> { address.assumingMemoryBound(to: Int64.self) }
}

extension Tensor {
  /// The CPU backend's layout; nil: plain. Another tensor of another shape may have laid out the
  /// storage that both share: such a layout is undone first.
  var cpuLayout: CPULayout? {
    guard let layout = storage.layout as? CPULayout else { return nil }
    if layout.dims == shape.dims { return layout }
    _ = storage.plainMemory
    return nil
  }
}
