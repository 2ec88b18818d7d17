import Foundation
import ShinsoFormats
import ShinsoTensor

/// Labeled samples that can be read one at a time, from several threads at once.
public protocol ClassificationDataset: Dataset where Batch == LabeledBatch {
  var classNames: [String] { get }
  /// The shape of one sample, without the batch axis.
  var sampleShape: Shape { get }

  /// An index into ``classNames``.
  func label(_ index: Int) -> Int

  /// Writes the values of one sample in row-major order. It must not compute on tensors, because
  /// loader threads call it while another thread computes.
  ///
  /// - Parameters:
  ///   - target: must have exactly `sampleShape.elementCount` elements.
  ///   - generator: the only source of randomness; see ``Draw/generator``.
  /// - Throws: `InputError` naming the file that caused the problem.
  func write(
    _ index: Int, into target: UnsafeMutableBufferPointer<Float>,
    using generator: inout SplitMix64) throws
}

extension ClassificationDataset {
  public var classes: [String]? { classNames }

  public var bytesPerSample: Int { sampleShape.elementCount * MemoryLayout<Float>.stride }

  /// A digest of the classes, the shape and the labels. Datasets that can cheaply tell their
  /// samples apart add the samples.
  public var identity: String { labelIdentity }

  /// The start of the identity of all labeled samples.
  var labelIdentity: String {
    var digest = SHA256()
    for name in classNames { digest.update("\(name)\0") }
    digest.update("\(sampleShape)\0")
    let labels = (0..<count).map { Int32(truncatingIfNeeded: label($0)).littleEndian }
    labels.withUnsafeBytes { digest.update($0) }
    return digest.hex()
  }

  public func batch(_ draws: [Draw]) throws -> LabeledBatch {
    let size = sampleShape.elementCount
    let samples = try Tensor(shape: sampleShape.inserting(draws.count, at: 0)) { bytes in
      let values = bytes.bindMemory(to: Float.self)
      for (place, draw) in draws.enumerated() {
        var generator = draw.generator
        let target = UnsafeMutableBufferPointer(
          rebasing: values[place * size..<(place + 1) * size])
        try write(draw.index, into: target, using: &generator)
      }
    }
    return LabeledBatch(
      samples: samples, labels: Tensor(draws.map { Int64(label($0.index)) }),
      indices: draws.map(\.index))
  }
}
