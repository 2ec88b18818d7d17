import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// The lecture's second experiment: features of a pretrained network, on top a multilayer
/// perceptron D-1000-1000-classes with relu and dropout 0.5, trained by Adam in batches of 25 for
/// 25 epochs on 6/7 of each class (of `openclipart` on 4/5).
struct PretrainedMLPExperiment: System {
  let id = "pretrained-mlp"
  let year = 2014
  let title = "Pretrained features + multilayer perceptron"
  let defaultData = "openclipart"
  let expectation =
    "clip art of six subjects, efficientnet-lite0: 73 % or more of the held-out fifth"
  let options = SystemOption.training.union([.network, .layer])
  let commands: Set<SystemCommand> = [.train, .evaluate, .predict]

  func train(_ request: Request) throws {
    try Output.prepare(RunFolder.url(request, id))
    let data = try TransferData(
      request.data ?? defaultData, heldOut: 1.0 / 7, seed: request.effectiveSeed)
    let network = try PretrainedNetwork(request.network ?? "efficientnet-lite0")
    let layer = request.layer ?? network.featureLayer
    let (train, test) = try datasets(data, network, layer)
    RandomGenerator.shared.key = RandomKey(seed: request.effectiveSeed, counter: 0)
    let model = MultilayerPerceptron(
      train.sampleShape[0], hidden: [1000, 1000], classes: data.classNames.count)
    let loader = DataLoader(
      train, batchSize: request.batchSize ?? 25, shuffle: request.shuffle)
    let iterations = request.iterations ?? request.updates(in: request.epochs ?? 25, of: loader)
    let run = TrainingRun(system: id, request: request, data: data.name)
    let result = try run.run(
      model, optimizer: Adam(learningRate: request.learningRate ?? 1e-4), train: loader,
      test: DataLoader(test, batchSize: 100), iterations: iterations,
      metadata: [
        "network": network.name, "layer": layer, "features": "\(train.sampleShape[0])",
        "classes": jsonList(data.classNames),
      ])
    let items = data.heldOut.items
    try AtomicFile.write(
      Data(items.map { $0.url.path + "\n" }.joined().utf8),
      to: run.folder.appending(path: "held-out.txt"))
    if request.plots, let evaluation = result.test {
      try Gallery(
        entries: ContactSheet.choice(of: items.count).map { index in
          Gallery.Entry(
            url: items[index].url, actual: data.classNames[items[index].label],
            predicted: evaluation.predictions[index].map { data.classNames[$0] } ?? "?")
        }
      ).write(to: run.folder.appending(path: "gallery.png"))
    }
  }

  func evaluate(_ request: Request) throws -> Report {
    let (model, network, layer, names) = try loaded(request)
    let data = try TransferData(
      request.data ?? defaultData, heldOut: 1.0 / 7, seed: request.effectiveSeed)
    guard data.classNames == names else {
      throw InputError(data.name, "has other classes than the model")
    }
    let test = try dataset(data.heldOut, data, network, layer, "held-out features")
    let result = try ShinsoTraining.evaluate(
      model, on: DataLoader(test, batchSize: 100), progress: nil)
    return Report(system: id, data: data.name, result)
  }

  func predict(_ request: Request, samples: [URL], top: Int) throws -> [Prediction] {
    let (model, network, layer, names) = try loaded(request)
    let features = try network.features(
      of: samples.map { ImageFolder.Item(url: $0, label: 0) }, classNames: names, layer: layer,
      title: "features")
    let logits = withoutGradients { model(features) }.scalars(as: Float.self)
    return samples.enumerated().map { index, url in
      Prediction(
        sample: url, logits: Array(logits[index * names.count..<(index + 1) * names.count]),
        names: names, top: top)
    }
  }

  private func datasets(_ data: TransferData, _ network: PretrainedNetwork, _ layer: String) throws
    -> (train: TensorDataset, test: TensorDataset)
  {
    (
      try dataset(data.train, data, network, layer, "features for training"),
      try dataset(data.heldOut, data, network, layer, "held-out features")
    )
  }

  private func dataset(
    _ part: ImageFolder, _ data: TransferData, _ network: PretrainedNetwork, _ layer: String,
    _ title: String
  ) throws -> TensorDataset {
    TensorDataset(
      try network.features(
        of: part.items, classNames: data.classNames, layer: layer, title: title, isCached: true),
      labels: part.items.map(\.label), classNames: data.classNames)
  }

  private func loaded(_ request: Request) throws -> (
    MultilayerPerceptron, PretrainedNetwork, layer: String, names: [String]
  ) {
    let file = try RunFolder.model(request, id)
    let (content, metadata) = try RunFolder.open(file, system: id)
    let names = try metadata.names("classes", in: file)
    guard let width = Int(try metadata.required("features", in: file)), width > 0,
      content.shape(of: "hidden.0.weight") == [1000, width]
    else { throw InputError(file.path, "does not hold the layers that its metadata say") }
    let model = MultilayerPerceptron(width, hidden: [1000, 1000], classes: names.count)
    try model.load(content.tensors(), from: file.path)
    model.evaluate()
    let network = try PretrainedNetwork(metadata.required("network", in: file))
    return (model, network, try metadata.required("layer", in: file), names)
  }
}
