import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

/// What feeds the data layers of a Caffe net: digits or pictures, as the layers transform them.
struct CaffeData {
  private let train: CaffeDataLayer
  private let test: CaffeDataLayer?
  private let solver: CaffeSolver
  private let file: URL
  private let name: DataName

  /// - Parameter file: the solver's.
  init(_ solver: CaffeSolver, file: URL, _ name: DataName) throws {
    self.solver = solver
    self.file = file
    self.name = name
    train = try CaffeDataLayer(of: solver.training)
    test = try solver.test.map { try CaffeDataLayer(of: $0.net) }
  }

  func train(updates: Int, _ options: CaffeExperiment.TrainOptions, in run: Run) throws {
    if name.isDigits {
      let digits = try DigitData(name)
      func bytes(_ set: TensorDataset) -> TensorDataset {
        TensorDataset(set.samples, labels: set.labels, classNames: set.classNames)
      }
      return try train(
        bytes(digits.train), bytes(digits.test), updates: updates, options, [:], in: run)
    }
    let pictures = try PictureData(name, heldOut: PictureData.usualHeldOut, seed: run.seed)
    let size = try size(pictures)
    // Pixels as they are, blue first as in Caffe's databases.
    let preprocessing = ImagePreprocessing(
      width: size.width, height: size.height, shortSide: nil, interpolation: .bilinear,
      normalization: ImageNormalization(
        scale: 1, mean: [0, 0, 0], standardDeviation: [1, 1, 1], channelOrder: .bgr))
    func dataset(_ part: ImageFolder) -> ImageDataset {
      ImageDataset(part, preprocessing: preprocessing, cacheBudget: 1 << 30)
    }
    try train(
      dataset(pictures.train), dataset(pictures.heldOut), updates: updates, options,
      ["pictures": pictures.digest], in: run)
  }

  /// Caffe's databases hold images of one size: that of the mean image, 256 × 256 where crops are
  /// taken, else that of the first picture.
  private func size(_ pictures: PictureData) throws -> (width: Int, height: Int) {
    if let mean = try meanImage(), mean.shape[1] > 1 { return (mean.shape[2], mean.shape[1]) }
    if train.cropSize > 0 { return (max(256, train.cropSize), max(256, train.cropSize)) }
    guard let first = pictures.train.items.first else { return (256, 256) }
    return try Image.size(of: first.url)
  }

  private func train<Base: ClassificationDataset>(
    _ train: Base, _ test: Base, updates: Int, _ options: CaffeExperiment.TrainOptions,
    _ own: [String: String], in run: Run
  ) throws {
    let mean = try mean(for: train)
    let (net, testNet) = (solver.training.file, solver.test?.net.file ?? solver.training.file)
    let training = try CaffeDataset(train, mean: mean, self.train, isTraining: true, file: net)
    let layer = self.test ?? self.train
    let held = try CaffeDataset(test, mean: mean, layer, isTraining: false, file: testNet)
    guard held.sampleShape == training.sampleShape else {
      throw InputError(
        testNet, "tests with samples \(held.sampleShape), trains with \(training.sampleShape)")
    }
    let tested = min((solver.test?.batches ?? 1) * layer.batchSize, held.count)
    let loader = DataLoader(
      training, batchSize: self.train.batchSize, shuffle: .seed(run.seed), dropsLast: true)
    guard loader.batchesPerEpoch > 0 else {
      throw InputError(
        name.text, found: "\(counted(train.count, "sample")) for training", count: train.count,
        batchSize: self.train.batchSize, option: nil)
    }
    run.seedInitializers()
    let means = mean.byChannel(of: train.sampleShape)
    let caffe = try CaffeTraining(solver, sampleShape: training.sampleShape, means: means)
    let updater = caffe.updater(
      train: loader,
      test: DataLoader(
        Subset(held, indices: Array(0..<tested)), batchSize: layer.batchSize),
      identity: ["solver": try digest(solver)])
    var plan = TrainingPlan(
      updates: updates,
      evaluateEvery: solver.testInterval > 0 ? .updates(solver.testInterval) : .end,
      checkpoints: options.checkpoints)
    plan.evaluatesAtStart = solver.testsAtStart && solver.testInterval > 0
    plan.logEvery = solver.displayInterval > 0 ? solver.displayInterval : nil
    let classes = caffe.classNames(train.classNames)
    let metadata = caffe.metadata.merging([
      "classes": jsonList(classes),
      "preprocessing": layer.preprocessing(of: train.sampleShape, means: means).json,
    ]) { $1 }
    try run.train(
      updater, plan, metadata: metadata.merging(own) { $1 },
      extensions: [CaffeSnapshots(caffe, classNames: classes)])
  }

  // MARK: The mean

  /// What the layer names, or the mean of the training data by channel if its file is not there.
  private func mean<Base: ClassificationDataset>(
    for dataset: Base
  ) throws -> CaffeDataset<Base>.Mean {
    let channels = dataset.sampleShape[0]
    if !train.means.isEmpty {
      guard [1, channels].contains(train.means.count) else {
        throw InputError(
          solver.training.file,
          "has \(counted(train.means.count, "mean")) for "
            + "\(counted(channels, "channel"))")
      }
      return .channels(
        train.means.count == channels
          ? train.means : [Float](repeating: train.means[0], count: channels))
    }
    if train.meanFile.isEmpty { return .channels([]) }
    guard let image = try meanImage() else {
      Console.note("\(train.meanFile) is not there: the mean is taken from the training data")
      return .channels(try channelMeans(of: dataset))
    }
    let values: [Float] = image.scalars()
    return image.shape[1] == 1 ? .channels(values) : .image(values)
  }

  /// Beside the net that names it, or beside the solver.
  private func meanImage() throws -> Tensor? {
    if train.meanFile.isEmpty { return nil }
    let net = URL(filePath: solver.training.file)
    return try CaffeMean.read(train.meanFile, namedIn: net)
      ?? CaffeMean.read(train.meanFile, namedIn: file)
  }

  private func channelMeans(of dataset: some ClassificationDataset) throws -> [Float] {
    let shape = dataset.sampleShape
    var sums = [Double](repeating: 0, count: shape[0])
    var pixels = [Float](repeating: 0, count: shape.elementCount)
    let size = shape[1] * shape[2]
    for index in 0..<dataset.count {
      var generator = SplitMix64(0, 0)
      try pixels.withUnsafeMutableBufferPointer {
        try dataset.write(index, into: $0, using: &generator)
      }
      for channel in 0..<shape[0] {
        sums[channel] += Double(pixels[channel * size..<(channel + 1) * size].reduce(0, +))
      }
    }
    return sums.map { Float($0 / Double(max(dataset.count, 1) * size)) }
  }

  /// Of the solver's file and its nets: a run does not go on by others.
  private func digest(_ solver: CaffeSolver) throws -> String {
    let text = try InputFile(file).allBytes(limit: 1 << 24)
    return SHA256.hex(of: Data(text) + Data(solver.training.prototxt.utf8))
  }
}

extension CaffeDataLayer {
  /// How pictures become the samples of a test: a mean image by its means.
  ///
  /// - Parameter shape: what the layer takes, `[C, H, W]`.
  fileprivate func preprocessing(of shape: Shape, means: [Float]) -> ImagePreprocessing {
    let isCut = cropSize > 0
    let all = means.isEmpty ? [Float](repeating: 0, count: shape[0]) : means
    return ImagePreprocessing(
      width: isCut ? cropSize : shape[2], height: isCut ? cropSize : shape[1],
      shortSide: isCut ? min(shape[1], shape[2]) : nil, interpolation: .bilinear,
      normalization: ImageNormalization(
        scale: scale, mean: all.map { $0 * Float(scale) },
        standardDeviation: [Float](repeating: 1, count: shape[0]), channelOrder: .bgr))
  }
}
