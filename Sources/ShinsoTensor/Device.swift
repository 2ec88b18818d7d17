/// The device that stores a tensor and runs ops on it.
public struct Device: Sendable, Hashable, CustomStringConvertible {
  package enum Kind: UInt8, Sendable { case cpu, reference, meta }

  package let kind: Kind
  public let index: Int

  package init(_ kind: Kind, index: Int = 0) {
    self.kind = kind
    self.index = index
  }

  /// The processor, with oneDNN and the kernels of CKernels.
  public static let cpu = Device(.cpu)
  /// Plain loops in double precision: slow and obviously correct. Other backends are tested against
  /// it.
  public static let reference = Device(.reference)

  /// Tensors without values: an op on one only infers shapes, and is noted by the active `Trace`.
  public static let meta = Device(.meta)

  public var description: String {
    switch kind {
    case .cpu: "cpu"
    case .reference: "reference"
    case .meta: "meta"
    }
  }

  package var backend: any Backend {
    switch kind {
    case .cpu: CPUBackend.shared
    case .reference: ReferenceBackend.shared
    case .meta: stop("a tensor on the device meta has a shape but no values to compute with")
    }
  }
}
