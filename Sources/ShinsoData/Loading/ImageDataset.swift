import Foundation
import ShinsoFormats
import ShinsoTensor

/// Image files, decoded and preprocessed when they are requested.
public struct ImageDataset: ClassificationDataset {
  public let items: [(url: URL, label: Int)]
  public let classNames: [String]
  public let preprocessing: ImagePreprocessing
  /// Random changes applied to an image; nil for none. What has not the network's size afterwards is
  /// fitted to it.
  public let augmentation: (any ImageTransform)?
  /// Whether dark ink on light paper becomes white on black, as MNIST's digits are. Without an
  /// augmentation only.
  package var showsDigits = false
  private let cache: ImageCache

  /// - Parameters:
  ///   - items: JPEG or PNG files with indices into `classNames`.
  ///   - augmentation: random changes, different in each epoch.
  ///   - cacheBudget: bytes of memory for decoded images: as the network sees them or, with an
  ///     augmentation, as they are in the files.
  public init(
    items: [(url: URL, label: Int)], classNames: [String], preprocessing: ImagePreprocessing,
    augmentation: (any ImageTransform)? = nil, cacheBudget: Int = 0
  ) {
    precondition(
      items.allSatisfy { classNames.indices.contains($0.label) },
      "ImageDataset: a label is not among the \(classNames.count) classes")
    self.init(
      items: items, classNames: classNames, preprocessing: preprocessing,
      augmentation: augmentation, cache: ImageCache(budget: cacheBudget))
  }

  public init(
    _ folder: ImageFolder, preprocessing: ImagePreprocessing,
    augmentation: (any ImageTransform)? = nil, cacheBudget: Int = 0
  ) {
    self.init(
      items: folder.items.map { ($0.url, $0.label) }, classNames: folder.classNames,
      preprocessing: preprocessing, augmentation: augmentation, cacheBudget: cacheBudget)
  }

  /// The same files, prepared in another way. Images in memory are shared where both vary them.
  public func prepared(
    by preprocessing: ImagePreprocessing, augmentation: (any ImageTransform)?
  ) -> ImageDataset {
    ImageDataset(
      items: items, classNames: classNames, preprocessing: preprocessing,
      augmentation: augmentation,
      cache: self.augmentation != nil && augmentation != nil
        && preprocessing.format == self.preprocessing.format ? cache : ImageCache(budget: 0))
  }

  private init(
    items: [(url: URL, label: Int)], classNames: [String], preprocessing: ImagePreprocessing,
    augmentation: (any ImageTransform)?, cache: ImageCache
  ) {
    self.items = items
    self.classNames = classNames
    self.preprocessing = preprocessing
    self.augmentation = augmentation
    self.cache = cache
  }

  public var count: Int { items.count }

  /// `[channels, height, width]`
  public var sampleShape: Shape {
    [preprocessing.format.channels, preprocessing.height, preprocessing.width]
  }

  /// A digest of the classes, the labels, the names of the files and of their folders, and the file
  /// sizes. Reading all images would take too long.
  public var identity: String {
    var digest = SHA256()
    digest.update(labelIdentity)
    for item in items {
      let name = item.url.pathComponents.suffix(2).joined(separator: "/")
      let size = (try? PackedFile.size(of: item.url)) ?? 0
      digest.update("\(name) \(size)\0")
    }
    return digest.hex()
  }

  public func label(_ index: Int) -> Int { items[index].label }

  public func write(
    _ index: Int, into target: UnsafeMutableBufferPointer<Float>,
    using generator: inout SplitMix64
  ) throws {
    let url = items[index].url
    guard let augmentation else {
      let image = try cache.image(index) {
        let image = try Image(contentsOf: url, as: preprocessing.format)
        return try preprocessing.fitted(
          showsDigits ? DigitInk.whiteOnBlack(image, named: url.path) : image, name: url.path)
      }
      return preprocessing.normalization.write(image, into: target)
    }
    var pending = try pending(index)
    try augmentation.apply(to: &pending, using: &generator)
    let changed = try pending.image()
    // One that crops has made the network's size already.
    let isFitted = changed.width == preprocessing.width && changed.height == preprocessing.height
    preprocessing.normalization.write(
      isFitted ? changed : try preprocessing.fitted(changed, name: url.path), into: target)
  }

  /// An image before it is varied: from memory, or a file of which only what is needed will be decoded.
  /// What comes of it does not depend on which it is.
  private func pending(_ index: Int) throws -> PendingImage {
    let name = items[index].url.path
    if let image = cache[index] { return PendingImage(image, name: name) }
    let bytes = try ImageFile.bytes(of: items[index].url)
    if let file = try JPEGImage(bytes, name: name, as: preprocessing.format) {
      // Large ones would fill the memory soon.
      let isReducible =
        min(file.width, file.height) >= 2 * min(preprocessing.width, preprocessing.height)
      if isReducible || !cache.hasRoom(for: file.width * file.height * file.format.channels) {
        return PendingImage(file, name: name, isReducible: isReducible)
      }
    }
    return PendingImage(
      try cache.image(index) { try Image(data: bytes, name: name, as: preprocessing.format) },
      name: name)
  }
}
