import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining

/// Color pictures of 32 × 32 pixels in memory, as in CIFAR-10: CIFAR's own files, or pictures by class,
/// whose short side becomes 32 and whose middle is taken.
struct SmallPictures {
  static let size = 32
  /// `[N, 3, 32, 32]`, bytes; about -2 to 2 in a batch.
  let train: TensorDataset
  let test: TensorDataset
  /// Of the names of all pictures, for the model's file; nil for CIFAR's own files.
  let digest: String?

  private static let normalization = ImageNormalization(
    mean: [0.5, 0.5, 0.5], standardDeviation: [0.25, 0.25, 0.25])

  /// - Parameters:
  ///   - count: the greatest number of pictures for training; if there are more, so many are drawn.
  ///   - seed: of that and of what is held out, if the data do not say it.
  init(_ data: DataName, most count: Int, seed: UInt64) throws {
    if data.isCIFAR {
      train = try Self.drawn(count, of: CIFAR.read(data.url, .train), seed: seed)
      test = try Self.normalized(CIFAR.read(data.url, .test))
      digest = nil
      return
    }
    let pictures = try PictureData(data, heldOut: PictureData.usualHeldOut, seed: seed)
    let items = Self.chosen(count, of: pictures.train.items.count, seed: seed)
      .map { pictures.train.items[$0] }
    train = try Self.read(ImageFolder(classNames: pictures.classNames, items: items))
    test = try Self.read(pictures.heldOut)
    digest = pictures.digest
  }

  /// What a model is to be scored on: what its training held out, or other pictures.
  static func test(of model: TrainedModel, _ data: DataName?) throws -> TensorDataset {
    let source = try model.source(data)
    guard source.isCIFAR else {
      return try read(
        model.heldOut(of: source, root: nil, fraction: PictureData.usualHeldOut))
    }
    let test = try CIFAR.read(source.url, .test)
    guard try test.classNames == model.names("classes") else {
      throw InputError(source.text, "has other classes than the model")
    }
    return normalized(test)
  }

  private static func normalized(_ pictures: TensorDataset) -> TensorDataset {
    pictures.normalized(by: normalization)
  }

  /// Indices in their order, all of them if there are no more than `count`.
  private static func chosen(_ count: Int, of all: Int, seed: UInt64) -> [Int] {
    if all <= count { return Array(0..<all) }
    var order = Array(0..<all)
    var generator = SplitMix64(seed: seed)
    order.seededShuffle(using: &generator)
    return order.prefix(count).sorted()
  }

  private static func drawn(_ count: Int, of all: TensorDataset, seed: UInt64) -> TensorDataset {
    let indices = chosen(count, of: all.count, seed: seed)
    if indices.count == all.count { return normalized(all) }
    let bytes = 3 * size * size
    let pixels = all.samples.withUnsafeBytes { source in
      indices.flatMap { Array(source[$0 * bytes..<($0 + 1) * bytes]) }
    }
    return normalized(
      TensorDataset(
        Tensor(pixels, shape: [indices.count, 3, size, size]), labels: indices.map(all.label),
        classNames: all.classNames))
  }

  /// Decodes all pictures of a folder.
  private static func read(_ folder: ImageFolder) throws -> TensorDataset {
    let preprocessing = ImagePreprocessing(
      width: size, height: size, shortSide: size, interpolation: .bilinear,
      normalization: ImageNormalization(scale: 1, mean: [0, 0, 0], standardDeviation: [1, 1, 1]))
    let loader = DataLoader(ImageDataset(folder, preprocessing: preprocessing), batchSize: 100)
    let progress = ProgressReporter(
      title: "reading pictures", total: folder.items.count, unit: "pictures")
    defer { progress.finish() }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(folder.items.count * 3 * size * size)
    let batches = loader.epoch(0)
    while let batch = try batches.next() {
      pixels += batch.samples.scalars(as: Float.self).map { UInt8($0) }
      progress.update(pixels.count / (3 * size * size))
    }
    return normalized(
      TensorDataset(
        Tensor(pixels, shape: [folder.items.count, 3, size, size]),
        labels: folder.items.map(\.label), classNames: folder.classNames))
  }
}
