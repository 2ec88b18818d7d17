import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor

/// Pictures by what a network sees in them: finds those most like another one. It grows batch by
/// batch, so that other work gets its turn meanwhile.
public final class PictureIndex {
  public struct Neighbor: Sendable, Equatable {
    /// The place of the picture among those of the index.
    public let number: Int
    /// The cosine between the features of both, -1 to 1.
    public let similarity: Double
  }

  public let count: Int
  private let network: Graph
  private let normalization: ImageNormalization
  private let inputShape: Shape
  private let pooling: FeaturePooling
  private let collector: FeatureCollector

  /// - Parameters:
  ///   - pictures: as the extractor's network takes them.
  ///   - digests: of the content of each picture; see ``FeatureCollector``.
  /// - Throws: `InputError` for a layer that the network does not have.
  public init(
    _ extractor: FeatureExtractor, _ pictures: some ClassificationDataset, digests: [String],
    in cache: Cache = Cache()
  ) throws {
    count = pictures.count
    collector = try FeatureCollector(extractor, pictures, digests: digests, in: cache)
    network = try extractor.network.optimized(endingAt: extractor.layer)
    normalization = extractor.network.preprocessing.normalization
    inputShape = extractor.network.preprocessing.inputShape
    pooling = extractor.pooling
  }

  /// Pictures that can be found so far.
  public var knownCount: Int { count - collector.missingCount + collector.computedCount }

  /// Looks at the next few pictures.
  ///
  /// - Returns: whether there were any.
  /// - Throws: `InputError` for a picture that cannot be read.
  public func grow() throws -> Bool { try collector.computeNext() }

  /// The pictures most like another one, best first; equal ones in their order.
  ///
  /// - Parameter image: of the network's size and format.
  public func nearest(to image: Image, top: Int) -> [Neighbor] {
    let x = Tensor(shape: inputShape) { bytes in
      normalization.write(image, into: bytes.bindMemory(to: Float.self))
    }
    let asked = withoutGradients { pooling(network(x)) }.scalars(as: Float.self)
    let all = (0..<count).compactMap { number in
      collector.row(of: number).map {
        Neighbor(number: number, similarity: Self.cosine(asked, $0))
      }
    }
    return Array(
      all.sorted { ($1.similarity, $0.number) < ($0.similarity, $1.number) }.prefix(top))
  }

  private static func cosine(_ a: [Float], _ b: [Float]) -> Double {
    // A file of the cache may hold anything.
    guard a.count == b.count else { return 0 }
    var (product, first, second): (Float, Float, Float) = (0, 0, 0)
    for (x, y) in zip(a, b) {
      product += x * y
      first += x * x
      second += y * y
    }
    let norm = Double(first).squareRoot() * Double(second).squareRoot()
    return norm > 0 ? min(max(Double(product) / norm, -1), 1) : 0
  }
}
