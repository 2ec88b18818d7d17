import ShinsoTensor

/// Labeled samples that can be read one by one, from several threads at once.
public protocol ClassificationDataset: Sendable {
  var count: Int { get }
  var classNames: [String] { get }
  /// The shape of one sample, without the batch axis.
  var sampleShape: Shape { get }

  /// Index into ``classNames``.
  func label(_ index: Int) -> Int

  /// Writes one sample's values in row-major order. Never computes on tensors: loaders call it
  /// beside the thread that does.
  ///
  /// - Parameters:
  ///   - target: exactly `sampleShape.elementCount` elements.
  ///   - generator: the only source of randomness; its stream depends on the loader's seed, the
  ///     epoch, the index and, if samples come several times in an epoch, the place in it alone.
  /// - Throws: `InputError` naming the file at fault.
  func write(
    _ index: Int, into target: UnsafeMutableBufferPointer<Float>,
    using generator: inout SplitMix64) throws
}

/// Some of another dataset's samples, in the order of `indices`.
public struct Subset: ClassificationDataset {
  public let base: any ClassificationDataset
  /// Indices into `base`.
  public let indices: [Int]

  public init(_ base: any ClassificationDataset, indices: [Int]) {
    precondition(
      indices.allSatisfy { (0..<base.count).contains($0) },
      "Subset: an index is not among the \(base.count) samples")
    self.base = base
    self.indices = indices
  }

  public var count: Int { indices.count }
  public var classNames: [String] { base.classNames }
  public var sampleShape: Shape { base.sampleShape }

  public func label(_ index: Int) -> Int { base.label(indices[index]) }

  public func write(
    _ index: Int, into target: UnsafeMutableBufferPointer<Float>,
    using generator: inout SplitMix64
  ) throws {
    try base.write(indices[index], into: target, using: &generator)
  }
}
