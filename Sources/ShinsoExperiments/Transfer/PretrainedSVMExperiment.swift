import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining

/// The lecture's experiment: features of a pretrained network, a linear SVM on them, 10-fold
/// cross-validation by one seeded shuffle and contiguous folds. The lecture (VGG-19 `fc7`, 4,978
/// photographs of 25 breeds): 71.5 to 90.2 % by fold, 83.08 % in all.
///
/// The machine that is saved has learned from all pictures, so `evaluate` repeats the
/// cross-validation unless it is given others.
struct PretrainedSVMExperiment: System {
  let id = "pretrained-svm"
  let year = 2014
  let title = "Pretrained features + linear SVM, 10-fold cross-validation"
  let defaultData = "openclipart"
  let expectation = "25 dog breeds, 10 photographs each, efficientnet-lite0: about 88 %"
  let options: [SystemCommand: Set<SystemOption>] = [
    .train: [.data, .network, .layer, .seed, .output, .cost, .kernel, .gamma, .folds],
    .evaluate: [.data, .model], .predict: [.model],
  ]

  func train(_ request: Request) throws {
    let start = Date()
    let output = RunFolder.url(request, id)
    let file = output.appending(path: "model.safetensors")
    try RunFolder.prepare(output)
    let lock = try FolderLock(output)
    defer { withExtendedLifetime(lock) {} }
    var request = request
    let source = DataName.settled(request.data ?? defaultData)
    let data = try TransferData(everythingOf: source)
    let network = try PretrainedNetwork(request.network ?? PretrainedNetwork.usual)
    let costs = request.costs ?? [1]
    request.data = source
    request.network = network.name
    request.layer = request.layer ?? network.featureLayer
    request.costs = costs
    request.folds = request.folds ?? 10
    request.kernel = request.kernel ?? SVMTask.kernels[0]
    request.seed = request.effectiveSeed
    let task = try task(request, data, network)
    let cost = try chosenCost(task, costs)
    let result = try task.crossValidation(cost) { fold, hits in
      let accuracy = String(format: "%.12g", Double(hits) / Double(fold.test.count))
      Console.result("train: \(fold.train.count) test: \(fold.test.count) accuracy: \(accuracy)")
    }
    Console.result(String(format: "accuracy: %.2f%%", 100 * result.accuracy))
    var metadata = [
      "system": id, "network": network.name, "layer": request.layer ?? "",
      "classes": jsonList(data.classNames), "data": source, "seed": "\(task.seed)",
      "folds": "\(task.folds)", "cost": "\(cost)", "kernel": task.kernel,
      "accuracy": "\(result.accuracy)",
    ]
    metadata["givenGamma"] = request.gamma.map { "\($0)" }
    let machine = try task.machine(cost)
    // Only now is there something in its place.
    try RunFolder.removeTraining(output)
    try machine.write(metadata: metadata, to: file)
    try AtomicFile.write(
      RunConfiguration(system: id, options: request).data, to: RunFolder.config(output))
    Console.result(String(format: "time: %.1f s", Date().timeIntervalSince(start)))
    Console.note("model: \(file.path)")
  }

  /// The cost that does best in the cross-validation, of equal ones the smallest.
  private func chosenCost(_ task: SVMTask, _ costs: [Double]) throws -> Double {
    guard costs.count > 1 else { return costs[0] }
    var best = (cost: costs[0], accuracy: -1.0)
    for cost in costs.sorted() {
      let accuracy = try task.crossValidation(cost).accuracy
      Console.result(String(format: "C: %g accuracy: %.2f%%", cost, 100 * accuracy))
      if accuracy > best.accuracy { best = (cost, accuracy) }
    }
    Console.result(String(format: "best C: %g", best.cost))
    Console.note("the folds that chose C also measure it: other pictures may do a little worse")
    return best.cost
  }

  private func task(
    _ request: Request, _ data: TransferData, _ network: PretrainedNetwork
  ) throws -> SVMTask {
    let items = data.train.items
    let folds = request.folds ?? 10
    // Before features are computed.
    _ = try CrossValidation.folds(folds, of: items.count, seed: request.effectiveSeed)
    let features = try network.cachedFeatures(
      of: items, classNames: data.classNames, layer: request.layer, title: "features")
    return SVMTask(
      rows: SVMTask.normalized(features), labels: items.map(\.label),
      classNames: data.classNames, kernel: request.kernel ?? SVMTask.kernels[0],
      gamma: request.gamma, folds: folds, seed: request.effectiveSeed)
  }

  func evaluate(_ request: Request) throws -> Report {
    let saved = try TransferModel(request, system: id)
    let source = try saved.source(request)
    let data = try TransferData(everythingOf: DataName.settled(source))
    try saved.check(data, of: source)
    if saved.learned(from: source) {
      let (request, cost) = try training(saved)
      Console.note("the model learned from these pictures; this is the cross-validation again")
      let task = try task(request, data, saved.network)
      return Report(system: id, data: source, try task.crossValidation(cost))
    }
    let items = data.train.items
    let machine = try machine(saved)
    let rows = try rows(
      saved, machine,
      saved.network.cachedFeatures(
        of: items, classNames: saved.classNames, layer: saved.layer, title: "features"))
    var confusion = ConfusionMatrix(classNames: saved.classNames)
    for (item, row) in zip(items, rows) {
      confusion.add(actual: item.label, predicted: machine.classifier.predict(row))
    }
    return Report(system: id, data: source, confusion)
  }

  func predict(_ request: Request, samples: [URL], top: Int) throws -> [Prediction] {
    let saved = try TransferModel(request, system: id)
    let machine = try machine(saved)
    let rows = try rows(
      saved, machine,
      saved.network.features(of: samples, classNames: saved.classNames, layer: saved.layer))
    return zip(samples, rows).map { url, row in
      // An SVM has no probabilities: the percentages are a softmax of its decision values.
      Prediction(
        sample: url, logits: machine.classifier.decisions(row).map { Float($0) },
        names: saved.classNames, top: top)
    }
  }

  private func machine(_ saved: TransferModel) throws -> SVMModel {
    try SVMModel(saved.content, classCount: saved.classNames.count, file: saved.file)
  }

  private func rows(
    _ saved: TransferModel, _ machine: SVMModel, _ features: Tensor
  ) throws -> [[Float]] {
    try saved.check(features: features.shape[1], learned: machine.featureCount)
    return SVMTask.normalized(features)
  }

  /// How a model was trained.
  private func training(_ saved: TransferModel) throws -> (Request, cost: Double) {
    let (metadata, file) = (saved.metadata, saved.file)
    var request = Request()
    request.layer = saved.layer
    request.kernel = try metadata.required("kernel", in: file)
    request.folds = try metadata.value("folds", in: file)
    request.seed = try metadata.value("seed", in: file)
    let cost: Double = try metadata.value("cost", in: file)
    request.costs = [cost]
    if metadata["givenGamma"] != nil { request.gamma = try metadata.value("givenGamma", in: file) }
    do { try request.validate() } catch {
      throw InputError(file.path, "says that it was trained with \(error)")
    }
    return (request, cost)
  }
}
