import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// The lecture's second experiment: features of a pretrained network, on top a multilayer
/// perceptron D-1000-1000-classes with relu and dropout 0.5, trained by Adam in batches of 25 for
/// 25 epochs on 6/7 of each class (of `openclipart` on 4/5). `evaluate` scores what this training
/// held out, or all of other data.
struct PretrainedMLPExperiment: System {
  let id = "pretrained-mlp"
  let year = 2014
  let title = "Pretrained features + multilayer perceptron"
  let defaultData = "openclipart"
  let expectation =
    "clip art of six subjects, efficientnet-lite0: 73 % or more of the held-out fifth"
  let options: [SystemCommand: Set<SystemOption>] = [
    .train: SystemOption.training.union([.network, .layer]),
    .evaluate: [.data, .model, .batchSize], .predict: [.model],
  ]
  static let recipe = Recipe(optimizer: .adam, learningRate: 1e-4, batchSize: 25)
  private static let heldOut = 1.0 / 7

  func train(_ request: Request) throws {
    var request = try request.settled(Self.recipe, data: defaultData)
    request.network = request.network ?? PretrainedNetwork.usual
    let network = try PretrainedNetwork(request.network ?? PretrainedNetwork.usual)
    let layer = request.layer ?? network.featureLayer
    request.layer = layer
    let run = try TrainingRun(id, request)
    try RunFolder.prepare(run.folder)
    let data = try TransferData(
      request.data ?? defaultData, heldOut: Self.heldOut, seed: request.effectiveSeed)
    let train = try dataset(data.train, network, layer, "features for training")
    let test = try dataset(data.heldOut, network, layer, "held-out features")
    RandomGenerator.shared.key = RandomKey(seed: request.effectiveSeed, counter: 0)
    let model = MultilayerPerceptron(
      train.sampleShape[0], hidden: [1000, 1000], classes: data.classNames.count)
    let items = data.heldOut.items
    let result = try run.run(
      model,
      train: DataLoader(
        train, batchSize: request.batchSize ?? Self.recipe.batchSize, shuffle: request.shuffle),
      test: DataLoader(test, batchSize: 100), recipe: .epochs(25),
      metadata: [
        "network": network.name, "layer": layer, "features": "\(train.sampleShape[0])",
        "classes": jsonList(data.classNames), "pictures": data.digest,
      ],
      heldOut: items.map(\.url))
    guard request.plots, let evaluation = result.test else { return }
    try Gallery(
      entries: ContactSheet.choice(of: items.count).map { index in
        Gallery.Entry(
          url: items[index].url, actual: data.classNames[items[index].label],
          predicted: evaluation.predictions[index].map { data.classNames[$0] } ?? "?")
      }
    ).write(to: RunFolder.gallery(run.folder))
  }

  func evaluate(_ request: Request) throws -> Report {
    let saved = try TransferModel(request, system: id)
    let model = try perceptron(saved)
    let source = try saved.source(request)
    let test = try dataset(scored(source, saved), saved.network, saved.layer, "features")
    try saved.check(features: test.sampleShape[0], learned: width(saved))
    let result = try ShinsoTraining.evaluate(
      model, on: DataLoader(test, batchSize: request.batchSize ?? 100), progress: nil)
    return Report(system: id, data: source, result)
  }

  /// What the training held out, or all of other data.
  private func scored(_ source: String, _ saved: TransferModel) throws -> ImageFolder {
    let settled = DataName.settled(source)
    guard saved.learned(from: source) else {
      let all = try TransferData(everythingOf: settled)
      try saved.check(all, of: source)
      Console.note("all pictures of \(source): the model was trained on others")
      return all.train
    }
    let data = try TransferData(
      settled, heldOut: Self.heldOut, seed: saved.metadata.value("seed", in: saved.file))
    try saved.check(data, of: source)
    guard data.digest == saved.metadata["pictures"] else {
      throw InputError(
        source,
        "holds other pictures than when the model was trained, so what was held out is not known; "
          + "name a folder of other pictures by --data")
    }
    return data.heldOut
  }

  func predict(_ request: Request, samples: [URL], top: Int) throws -> [Prediction] {
    let saved = try TransferModel(request, system: id)
    let model = try perceptron(saved)
    let features = try saved.network.features(
      of: samples, classNames: saved.classNames, layer: saved.layer)
    try saved.check(features: features.shape[1], learned: width(saved))
    let logits = withoutGradients { model(features) }
    return zip(samples, logits.rows).map { url, row in
      Prediction(sample: url, logits: row, names: saved.classNames, top: top)
    }
  }

  private func dataset(
    _ part: ImageFolder, _ network: PretrainedNetwork, _ layer: String, _ title: String
  ) throws -> TensorDataset {
    TensorDataset(
      try network.cachedFeatures(
        of: part.items, classNames: part.classNames, layer: layer, title: title),
      labels: part.items.map(\.label), classNames: part.classNames)
  }

  private func width(_ saved: TransferModel) throws -> Int {
    try saved.metadata.value("features", in: saved.file)
  }

  private func perceptron(_ saved: TransferModel) throws -> MultilayerPerceptron {
    let width = try width(saved)
    guard width > 0, saved.content.shape(of: "hidden.0.weight") == [1000, width] else {
      throw InputError(saved.file.path, "does not hold the layers that its metadata say")
    }
    let model = MultilayerPerceptron(
      width, hidden: [1000, 1000], classes: saved.classNames.count)
    try model.load(saved.content.tensors(), from: saved.file.path)
    model.evaluate()
    return model
  }
}
