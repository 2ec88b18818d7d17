import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// LeNet on MNIST by Caffe's recipe (`lenet_solver.prototxt`): momentum 0.9, decay 5e-4, rate
/// 0.01 · (1 + 1e-4 · i)^-0.75, 10,000 iterations of 64. At least 99.0 % of the test digits.
struct LeNetExperiment: System {
  let id = "lenet"
  let year = 1998
  let title = "LeNet: handwritten digits (LeCun et al.), Caffe's variant"
  let defaultData = "mnist-5k"
  let expectation = "MNIST: 99.0 % of the test digits in 10,000 iterations; mnist-5k: about 97 %"
  let options: [SystemCommand: Set<SystemOption>] = [
    .train: SystemOption.training, .evaluate: [.data, .model, .batchSize], .predict: [.model],
  ]
  static let recipe = Recipe(
    optimizer: .sgd, learningRate: 0.01, momentum: 0.9, weightDecay: 5e-4, schedule: .inverse,
    batchSize: 64)

  func train(_ request: Request) throws {
    let request = try request.settled(Self.recipe, data: defaultData)
    let run = try TrainingRun(id, request)
    let data = try DigitData(request.data ?? defaultData)
    RandomGenerator.shared.key = RandomKey(seed: request.effectiveSeed, counter: 0)
    let train = DataLoader(
      data.train, batchSize: request.batchSize ?? Self.recipe.batchSize, shuffle: request.shuffle,
      dropsLast: true)
    // mnist-5k is seen out after 3,000.
    try run.run(
      LeNet(), train: train, test: DataLoader(data.test, batchSize: 100),
      recipe: .updates(data.train.count > 10_000 ? 10_000 : 3_000),
      metadata: ["classes": jsonList(data.train.classNames)])
  }

  func evaluate(_ request: Request) throws -> Report {
    let (model, _, metadata) = try loaded(request)
    let name = request.data ?? metadata["data"] ?? defaultData
    let data = try DigitData(name)
    let result = try ShinsoTraining.evaluate(
      model, on: DataLoader(data.test, batchSize: request.batchSize ?? 100), progress: nil)
    return Report(system: id, data: name, result)
  }

  func predict(_ request: Request, samples: [URL], top: Int) throws -> [Prediction] {
    let (model, names, _) = try loaded(request)
    // White on black, as MNIST is.
    let preprocessing = ImagePreprocessing(
      width: 28, height: 28, shortSide: nil, interpolation: .bilinear,
      normalization: ImageNormalization(mean: [0], standardDeviation: [1]))
    return try predictions(
      samples, preprocessing, names: names, top: top, model: { model($0) })
  }

  private func loaded(_ request: Request) throws -> (
    model: LeNet, names: [String], metadata: [String: String]
  ) {
    let file = try RunFolder.model(request, id)
    let (content, metadata) = try RunFolder.open(file, system: id)
    let model = LeNet()
    try model.load(content.tensors(), from: file.path)
    model.evaluate()
    let names = try metadata.names("classes", in: file)
    guard names.count == 10 else {
      throw InputError(file.path, "names \(names.count) classes where the network has 10")
    }
    return (model, names, metadata)
  }
}

/// MNIST's four files: from the catalog, or in a folder, compressed or not.
struct DigitData {
  let train: TensorDataset
  let test: TensorDataset

  init(_ data: String) throws {
    let folder: URL
    if let entry = DataCatalog.entries.first(where: { $0.id == data }) {
      guard data.hasPrefix("mnist") else {
        throw InputError("--data \(data)", "lenet reads digits: mnist, mnist-5k or a folder")
      }
      folder = try Fetching.folder(entry.entry)
    } else {
      folder = URL(filePath: data)
      guard FileManager.default.fileExists(atPath: folder.path) else {
        throw InputError(
          "--data \(data)", "no such folder, and no data set of that name (shinso data list)")
      }
    }
    train = try Self.read(folder, "train")
    test = try Self.read(folder, "t10k")
  }

  private static func read(_ folder: URL, _ part: String) throws -> TensorDataset {
    let images = try IDX.read(file(folder, "\(part)-images-idx3-ubyte"))
    let labels = try IDX.read(file(folder, "\(part)-labels-idx1-ubyte"))
    guard images.rank == 3, images.shape[1] == 28, images.shape[2] == 28,
      labels.shape == [images.shape[0]], images.shape[0] > 0
    else {
      throw InputError(
        folder.path,
        "\(part): images \(images.shape) and labels \(labels.shape) are no digits "
          + "of 28 by 28 pixels with a label each")
    }
    let classes = labels.scalars(as: Int.self)
    if let wrong = classes.first(where: { !(0..<10).contains($0) }) {
      throw InputError(folder.path, "\(part): the label \(wrong) is no digit")
    }
    return TensorDataset(
      images.reshaped([images.shape[0], 1, 28, 28]), labels: classes,
      classNames: (0..<10).map(String.init), scale: 1.0 / 255)
  }

  private static func file(_ folder: URL, _ name: String) throws -> URL {
    for candidate in [name, name + ".gz"] {
      let url = folder.appending(path: candidate)
      if FileManager.default.fileExists(atPath: url.path) { return url }
    }
    throw InputError(folder.path, "has no file \(name) or \(name).gz")
  }
}
