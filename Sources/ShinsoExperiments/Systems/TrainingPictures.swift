import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor
import ShinsoZoo

/// The pictures that a classifier learned from, and how it sees them: for finding those most like
/// another picture.
public struct TrainingPictures {
  /// What is known of them without looking at any. It belongs to no thread.
  public struct Listing: Sendable {
    fileprivate enum Source: Sendable {
      case files([URL])
      /// Some of a data set in memory.
      case inMemory(TensorDataset, [Int])
    }

    public let classNames: [String]
    fileprivate let labels: [Int]
    fileprivate let source: Source

    public var count: Int { labels.count }

    public func className(_ number: Int) -> String { classNames[labels[number]] }

    /// - Throws: `InputError` if its file is gone or damaged.
    public func image(_ number: Int) throws -> Image {
      switch source {
      case .files(let files): try Image(contentsOf: files[number])
      case .inMemory(let pictures, let chosen): pictures.picture(chosen[number])
      }
    }

    /// Of the content of each. Files are read as a whole, which takes a while.
    ///
    /// - Throws: `InputError` if a file is gone.
    public func digests() throws -> [String] {
      switch source {
      case .files(let files): try FeatureCollector.digests(of: files)
      case .inMemory(let pictures, let chosen):
        chosen.map { SHA256.hex(of: Data(pictures.picture($0).pixels)) }
      }
    }
  }

  /// As many as an index takes, evenly chosen from all.
  public let listing: Listing
  /// All pictures of the training.
  public let total: Int
  public let extractor: FeatureExtractor
  /// What is done to a picture before it is compared with them.
  public let preparation: PicturePreparation
  private let prepared: any ClassificationDataset

  private static let most = 5000
  /// Of all features together.
  private static let mostValues = 20_000_000

  /// - Parameters:
  ///   - digests: see ``Listing/digests()``.
  ///   - cache: where features are kept.
  /// - Throws: `InputError` if the network cannot take them.
  public func index(digests: [String], in cache: Cache = Cache()) throws -> PictureIndex {
    try PictureIndex(extractor, prepared, digests: digests, in: cache)
  }

  init(_ items: [ImageFolder.Item], _ classNames: [String], by extractor: FeatureExtractor) throws {
    let preprocessing = extractor.network.preprocessing
    let chosen = try Self.chosen(of: items.count, extractor).map { items[$0] }
    total = items.count
    self.extractor = extractor
    listing = Listing(
      classNames: classNames, labels: chosen.map(\.label), source: .files(chosen.map(\.url)))
    // As the features that the cache holds of them.
    preparation = PicturePreparation(preprocessing, takesDigits: false)
    prepared = ImageDataset(
      items: chosen.map { ($0.url, $0.label) }, classNames: classNames,
      preprocessing: preprocessing)
  }

  /// - Parameters:
  ///   - pictures: of bytes.
  ///   - prepared: the same as the network takes them.
  init(
    _ pictures: TensorDataset, prepared: some ClassificationDataset, by extractor: FeatureExtractor
  ) throws {
    let chosen = try Self.chosen(of: pictures.count, extractor)
    total = pictures.count
    self.extractor = extractor
    listing = Listing(
      classNames: pictures.classNames, labels: chosen.map(pictures.label),
      source: .inMemory(pictures, chosen))
    preparation = PicturePreparation(extractor.network)
    self.prepared = Subset(prepared, indices: chosen)
  }

  private static func chosen(of count: Int, _ extractor: FeatureExtractor) throws -> [Int] {
    let most = max(min(most, mostValues / max(try extractor.width(), 1)), 1)
    return count <= most ? Array(0..<count) : (0..<most).map { $0 * count / most }
  }
}
