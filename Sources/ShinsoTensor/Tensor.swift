/// A multidimensional array of numbers on a device, with value semantics. The order is row-major;
/// images are `[N, C, H, W]`.
///
/// Ops on tensors that depend on parameters are recorded, so that `loss.gradients()` can run the
/// chain rule backwards; `withoutGradients` records nothing.
public struct Tensor: Sendable {
  public let storage: Storage
  public let shape: Shape
  /// The computation that made this tensor, if it was recorded.
  package let origin: Origin?

  package init(storage: Storage, shape: Shape, origin: Origin? = nil) {
    self.storage = storage
    self.shape = shape
    self.origin = origin
  }

  public var dtype: DType { storage.dtype }
  public var device: Device { storage.device }
  public var rank: Int { shape.rank }
  public var elementCount: Int { shape.elementCount }
  public var spec: TensorSpec { TensorSpec(shape: shape, dtype: dtype) }

  /// The same values without the record of how they were computed.
  public var detached: Tensor { origin == nil ? self : Tensor(storage: storage, shape: shape) }

  /// Whether gradients can flow to or through this tensor.
  public var isRecorded: Bool { origin != nil }
}

// MARK: - Making tensors

extension Tensor {
  /// An uninitialized tensor, for backends and readers that fill it immediately.
  package static func uninitialized(_ shape: Shape, _ dtype: DType, on device: Device) -> Tensor {
    let memory = device.backend.allocate(byteCount: shape.elementCount * dtype.size)
    return Tensor(
      storage: Storage(
        device: device, dtype: dtype, elementCount: shape.elementCount, memory: memory),
      shape: shape)
  }

  /// A tensor of `values` in row-major order.
  public init<T: TensorScalar>(_ values: [T], shape: Shape, on device: Device = .cpu) {
    if values.count != shape.elementCount {
      stop("Tensor: \(values.count) values for shape \(shape) of \(shape.elementCount) elements")
    }
    self.init(shape: shape, dtype: T.dtype, on: device) { bytes in
      values.withUnsafeBytes { if !$0.isEmpty { bytes.copyMemory(from: $0) } }
    }
  }

  public init<T: TensorScalar>(_ values: [T], on device: Device = .cpu) {
    self.init(values, shape: [values.count], on: device)
  }

  /// A scalar.
  public init(_ value: Float, on device: Device = .cpu) {
    self.init([value], shape: [], on: device)
  }

  /// A tensor whose row-major bytes `body` fills.
  public init(
    shape: Shape, dtype: DType = .float32, on device: Device = .cpu,
    initializingBytes body: (UnsafeMutableRawBufferPointer) throws -> Void
  ) rethrows {
    let tensor = Tensor.uninitialized(shape, dtype, on: device)
    try device.backend.writeFromHost(tensor.storage, body)
    self = tensor
  }

  /// A tensor whose elements are all the same.
  public static func full(
    _ value: Double, shape: Shape, dtype: DType = .float32, on device: Device = .cpu
  ) -> Tensor {
    device.backend.full(value, shape: shape, dtype: dtype)
  }

  public static func zeros(
    _ shape: Shape, dtype: DType = .float32, on device: Device = .cpu
  ) -> Tensor { full(0, shape: shape, dtype: dtype, on: device) }

  public static func ones(
    _ shape: Shape, dtype: DType = .float32, on device: Device = .cpu
  ) -> Tensor { full(1, shape: shape, dtype: dtype, on: device) }
}

// MARK: - Reading on the host

extension Tensor {
  /// The bytes in row-major order. Waits for the device, and copies if necessary.
  public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try device.backend.withHostBytes(storage, body)
  }

  /// All elements in row-major order, converted as in C.
  public func scalars<T: TensorScalar>(as type: T.Type = Float.self) -> [T] {
    let tensor = dtype == T.dtype ? self : device.backend.cast(detached, to: T.dtype)
    return tensor.withUnsafeBytes { bytes in
      [T](unsafeUninitializedCapacity: elementCount) { buffer, count in
        UnsafeMutableRawBufferPointer(buffer).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: bytes[..<(elementCount * T.dtype.size)]))
        count = elementCount
      }
    }
  }

  /// The only element.
  public func item() -> Double {
    if elementCount != 1 { stop("item: a tensor of shape \(shape) has not one element") }
    return scalars(as: Double.self)[0]
  }

  /// A copy that shares no memory with this tensor.
  public func copied() -> Tensor { copied(to: device) }

  /// A copy on a device.
  func copied(to device: Device) -> Tensor {
    withUnsafeBytes { bytes in
      Tensor(shape: shape, dtype: dtype, on: device) { target in
        if !bytes.isEmpty { target.copyMemory(from: bytes) }
      }
    }
  }

  /// The same memory with another shape. Converts to plain order first if necessary.
  package func viewed(as shape: Shape) -> Tensor {
    if storage.layout != nil { _ = storage.plainMemory }
    return Tensor(storage: storage, shape: shape)
  }

  /// `count` entries along the first axis from `start`, in the same memory and layout.
  package func rows(_ start: Int, _ count: Int) -> Tensor {
    let shape = shape.replacing(axis: 0, with: count)
    let current = storage.representation
    var whole = current.memory
    let entries = current.layout.flatMap { $0.entries(count, of: self.shape) }
    if current.layout != nil, entries == nil { whole = storage.plainMemory }
    let size = entries?.size ?? shape.dims.dropFirst().reduce(1, *) * dtype.size
    let storage = Storage(
      device: device, dtype: dtype, elementCount: shape.elementCount,
      memory: whole.part(byteOffset: start * size, byteCount: count * size),
      layout: entries?.layout)
    return Tensor(storage: storage, shape: shape)
  }
}
