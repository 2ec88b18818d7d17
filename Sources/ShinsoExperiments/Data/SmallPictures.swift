import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining

/// Color pictures of 32 × 32 pixels in memory, as in CIFAR-10: CIFAR's own files; pictures by class,
/// whose short side becomes 32 and whose middle is taken; or MNIST's digits with a margin of two pixels.
/// The mean of each color in the training pictures may be taken away, and what is left be divided by its
/// standard deviation.
struct SmallPictures {
  static let size = 32
  /// `[N, 3, 32, 32]`, bytes.
  let train: TensorDataset
  let test: TensorDataset
  let preprocessing: ImagePreprocessing
  /// For the model's file: what ``test(of:_:)`` needs.
  let metadata: [String: String]

  /// - Parameters:
  ///   - count: the greatest number of pictures for training; if there are more, so many are drawn.
  ///   - seed: of that and of what is held out, if the data do not say it.
  ///   - raw: whether values stay as large as bytes.
  ///   - centered: whether the mean is taken away; if not, 0 is black.
  ///   - needsClasses: if not, there may be one class, or none at all.
  init(
    _ data: DataName, most count: Int, seed: UInt64, raw: Bool = false, centered: Bool = true,
    needsClasses: Bool = true
  ) throws {
    let (train, test): (TensorDataset, TensorDataset)
    var metadata = ["pictureData": data.recordedText]
    if data.isCIFAR {
      train = try Self.drawn(count, of: CIFAR.read(data.url, .train), seed: seed)
      test = try CIFAR.read(data.url, .test)
    } else if data.isDigits {
      let digits = try DigitData(data)
      train = Self.drawn(count, of: Self.framed(digits.train), seed: seed)
      test = Self.framed(digits.test)
    } else {
      let pictures = try PictureData(
        data, heldOut: PictureData.usualHeldOut, seed: seed, needsClasses: needsClasses)
      let items = Self.chosen(count, of: pictures.train.items.count, seed: seed)
        .map { pictures.train.items[$0] }
      train = try Self.read(ImageFolder(classNames: pictures.classNames, items: items))
      test = try Self.read(pictures.heldOut)
      metadata["pictures"] = pictures.digest
    }
    let preprocessing = Self.preprocessing(
      Self.normalization(of: train, raw: raw, centered: centered))
    metadata["preprocessing"] = preprocessing.json
    metadata["classes"] = jsonList(train.classNames)
    self.metadata = metadata
    self.preprocessing = preprocessing
    self.train = train.normalized(by: preprocessing.normalization)
    self.test = test.normalized(by: preprocessing.normalization)
  }

  /// What a model is to be scored on: what its training held out, or other pictures.
  ///
  /// - Throws: `InputError` if the data have changed since, or have other classes.
  static func test(of model: TrainedModel, _ data: DataName?) throws -> TensorDataset {
    let own = DataName(try model.required("pictureData"))
    let source = data ?? own
    let test: TensorDataset
    if source.isCIFAR {
      test = try CIFAR.read(source.url, .test)
    } else if source.isDigits {
      test = try framed(DigitData(source).test)
    } else if source.isSame(as: own) {
      let pictures = try PictureData(
        source, heldOut: PictureData.usualHeldOut, seed: model.value("seed"),
        needsClasses: model.names("classes").count > 1)
      guard pictures.digest == model.metadata["pictures"] else {
        throw InputError(source.text, "holds other pictures than when the model was trained")
      }
      test = try read(pictures.heldOut)
    } else {
      test = try read(
        PictureData.others(source).matched(to: model.names("classes"), in: source.text))
    }
    let names = try model.names("classes")
    guard test.classNames == names else {
      throw InputError(source.text, ClassDifference.problem(test.classNames, learned: names))
    }
    return test.normalized(by: try preprocessing(of: model).normalization)
  }

  /// - Throws: `InputError` if a model's file does not say it.
  static func preprocessing(of model: TrainedModel) throws -> ImagePreprocessing {
    let json = Data(try model.required("preprocessing").utf8)
    guard let preprocessing = try? JSONDecoder().decode(ImagePreprocessing.self, from: json),
      preprocessing == self.preprocessing(preprocessing.normalization)
    else {
      throw InputError(model.file.path, "has no preprocessing for pictures of \(size) pixels")
    }
    return preprocessing
  }

  static func preprocessing(_ normalization: ImageNormalization) -> ImagePreprocessing {
    ImagePreprocessing(
      width: size, height: size, shortSide: size, interpolation: .bilinear,
      normalization: normalization)
  }

  private static func normalization(
    of pictures: TensorDataset, raw: Bool, centered: Bool
  ) -> ImageNormalization {
    var (sums, squares) = ([0, 0, 0], [0, 0, 0])
    let plane = size * size
    pictures.samples.withUnsafeBytes { bytes in
      for place in bytes.indices {
        let (channel, value) = (place / plane % 3, Int(bytes[place]))
        sums[channel] += value
        squares[channel] += value * value
      }
    }
    let count = Double(pictures.count * plane)
    let means = sums.map { Double($0) / count }
    let deviations = zip(squares, means).map { square, mean in
      max(Double(square) / count - mean * mean, 1).squareRoot()
    }
    return ImageNormalization(
      scale: 1, mean: means.map { centered ? Float($0) : 0 },
      standardDeviation: deviations.map { raw ? 1 : Float($0) })
  }

  /// Indices in their order, all of them if there are no more than `count`.
  private static func chosen(_ count: Int, of all: Int, seed: UInt64) -> [Int] {
    if all <= count { return Array(0..<all) }
    var order = Array(0..<all)
    var generator = SplitMix64(seed: seed)
    order.seededShuffle(using: &generator)
    return order.prefix(count).sorted()
  }

  /// So many pictures, or all.
  static func drawn(_ count: Int, of all: TensorDataset, seed: UInt64) -> TensorDataset {
    let indices = chosen(count, of: all.count, seed: seed)
    let bytes = 3 * size * size
    let pixels = all.samples.withUnsafeBytes { source in
      indices.flatMap { source[$0 * bytes..<($0 + 1) * bytes] }
    }
    return TensorDataset(
      Tensor(pixels, shape: [indices.count, 3, size, size]), labels: indices.map(all.label),
      classNames: all.classNames)
  }

  /// Digits of 28 × 28 in the middle of black pictures.
  private static func framed(_ digits: TensorDataset) -> TensorDataset {
    let (side, margin) = (28, 2)
    var pixels = [UInt8](repeating: 0, count: digits.count * 3 * size * size)
    digits.samples.withUnsafeBytes { bytes in
      for place in bytes.indices {
        let (line, column) = place.quotientAndRemainder(dividingBy: side)
        let (digit, row) = line.quotientAndRemainder(dividingBy: side)
        for channel in 0..<3 {
          let start = ((digit * 3 + channel) * size + row + margin) * size + margin
          pixels[start + column] = bytes[place]
        }
      }
    }
    return TensorDataset(
      Tensor(pixels, shape: [digits.count, 3, size, size]), labels: digits.labels,
      classNames: digits.classNames)
  }

  /// Decodes all pictures of a folder.
  private static func read(_ folder: ImageFolder) throws -> TensorDataset {
    let plain = ImageNormalization(
      scale: 1, mean: [0, 0, 0], standardDeviation: [1, 1, 1])
    let loader = DataLoader(
      ImageDataset(folder, preprocessing: preprocessing(plain)), batchSize: 100)
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
    return TensorDataset(
      Tensor(pixels, shape: [folder.items.count, 3, size, size]),
      labels: folder.items.map(\.label), classNames: folder.classNames)
  }
}
