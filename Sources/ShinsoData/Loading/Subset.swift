import ShinsoFormats
import ShinsoTensor

/// Some samples of another dataset, in the order of `indices`.
public struct Subset<Base: ClassificationDataset>: ClassificationDataset {
  public let base: Base
  /// Indices into `base`.
  public let indices: [Int]

  public init(_ base: Base, indices: [Int]) {
    precondition(
      indices.allSatisfy { (0..<base.count).contains($0) },
      "Subset: an index is not below \(base.count)")
    self.base = base
    self.indices = indices
  }

  public var count: Int { indices.count }
  public var classNames: [String] { base.classNames }
  public var sampleShape: Shape { base.sampleShape }

  public var identity: String {
    var digest = SHA256()
    digest.update("\(base.identity) \(indices)")
    return digest.hex()
  }

  public func label(_ index: Int) -> Int { base.label(indices[index]) }

  public func write(
    _ index: Int, into target: UnsafeMutableBufferPointer<Float>,
    using generator: inout SplitMix64
  ) throws {
    try base.write(indices[index], into: target, using: &generator)
  }
}
