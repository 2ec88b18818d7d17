import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining

/// The lecture's experiment: features of a pretrained network, a linear SVM on them, 10-fold
/// cross-validation by one seeded shuffle and contiguous folds. The lecture (VGG-19 `fc7`, 4,978
/// photographs of 25 breeds): 71.5 to 90.2 % by fold, 83.08 % in all.
struct PretrainedSVMExperiment: System {
  let id = "pretrained-svm"
  let year = 2014
  let title = "Pretrained features + linear SVM, 10-fold cross-validation"
  let defaultData = "openclipart"
  let expectation = "25 dog breeds, 10 photographs each, efficientnet-lite0: about 88 %"
  let options: Set<SystemOption> = [
    .data, .network, .layer, .model, .seed, .output, .cost, .folds,
  ]
  let commands: Set<SystemCommand> = [.train, .predict]

  func train(_ request: Request) throws {
    let start = Date()
    let output = RunFolder.url(request, id)
    let file = output.appending(path: "model.safetensors")
    try Output.prepare(output)
    let data = try TransferData(everythingOf: request.data ?? defaultData)
    let items = data.train.items
    let folds = try CrossValidation.folds(request.folds ?? 10, of: items.count, seed: request.seed)
    let network = try PretrainedNetwork(request.network ?? "efficientnet-lite0")
    let features = try network.features(
      of: items, classNames: data.classNames, layer: request.layer, title: "features")
    let width = features.shape[1]
    let values = features.scalars(as: Float.self)
    let rows = items.indices.map { Self.normalized(values[$0 * width..<($0 + 1) * width]) }
    let labels = items.map(\.label)
    let cost = request.cost ?? 1
    var correct = 0
    for (train, test) in folds {
      let svm = try LinearSVM(
        rows: train.map { rows[$0][...] }, labels: train.map { labels[$0] },
        classCount: data.classNames.count, cost: cost, seed: request.seed)
      let hits = test.count { svm.predict(rows[$0]) == labels[$0] }
      correct += hits
      let accuracy = String(format: "%.12g", Double(hits) / Double(test.count))
      Console.result("train: \(train.count) test: \(test.count) accuracy: \(accuracy)")
    }
    Console.result(
      String(format: "accuracy: %.2f%%", 100 * Double(correct) / Double(items.count)))

    let svm = try LinearSVM(
      rows: rows.map { $0[...] }, labels: labels, classCount: data.classNames.count, cost: cost,
      seed: request.seed)
    let weights = Tensor(
      svm.weights.flatMap { $0 }, shape: [data.classNames.count, width + 1])
    try SafetensorsFile.write(
      [("weights", weights)],
      metadata: [
        "system": id, "network": network.name, "layer": request.layer ?? network.featureLayer,
        "classes": jsonList(data.classNames), "data": data.name,
      ], to: file)
    Console.result(String(format: "time: %.1f s", Date().timeIntervalSince(start)))
    Console.note("model: \(file.path)")
  }

  func predict(_ request: Request, samples: [URL], top: Int) throws -> [Prediction] {
    let file = try RunFolder.model(request, id)
    let (content, metadata) = try RunFolder.open(file, system: id)
    let names = try metadata.names("classes", in: file)
    let network = try PretrainedNetwork(metadata.required("network", in: file))
    let layer = try metadata.required("layer", in: file)
    let stored = try content.tensor(named: "weights")
    let weights = stored.scalars(as: Double.self)
    guard stored.rank == 2, stored.shape[0] == names.count, stored.shape[1] > 1 else {
      throw InputError(file.path, "has weights of shape \(stored.shape) for \(names.count) classes")
    }
    let width = stored.shape[1]
    let svm = LinearSVM(
      classCount: names.count,
      weights: names.indices.map { Array(weights[$0 * width..<($0 + 1) * width]) })
    let features = try network.features(
      of: samples.map { ImageFolder.Item(url: $0, label: 0) }, classNames: names, layer: layer,
      title: "features")
    guard features.shape[1] + 1 == width else {
      throw InputError(
        file.path, "was trained on \(width - 1) features, \(layer) gives \(features.shape[1])")
    }
    let values = features.scalars(as: Float.self)
    return samples.enumerated().map { index, url in
      let row = Self.normalized(values[index * (width - 1)..<(index + 1) * (width - 1)])
      // An SVM has no probabilities: the percentages are a softmax of its decision values.
      return Prediction(
        sample: url, logits: svm.decisions(row).map { Float($0) }, names: names, top: top)
    }
  }

  /// Unit length, so that one cost suits any network.
  private static func normalized(_ row: ArraySlice<Float>) -> [Float] {
    let length = row.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    return row.map { length > 0 ? Float(Double($0) / length) : 0 }
  }
}

/// k-fold cross-validation.
enum CrossValidation {
  /// One seeded shuffle of `count` samples cut into contiguous folds, the first ones larger by one
  /// where the count does not divide: for each fold the indices to train on and those to test on.
  static func folds(
    _ folds: Int, of count: Int, seed: UInt64
  ) throws -> [(train: [Int], test: [Int])] {
    guard folds >= 2, folds <= count else {
      throw InputError("--folds \(folds)", "must be from 2 to the number of pictures, \(count)")
    }
    var generator = SplitMix64(seed: seed)
    let order = Array(0..<count).shuffled(using: &generator)
    return (0..<folds).map { fold in
      let start = fold * (count / folds) + min(fold, count % folds)
      let end = start + count / folds + (fold < count % folds ? 1 : 0)
      return (Array(order[..<start] + order[end...]), Array(order[start..<end]))
    }
  }
}

/// The folder that a system writes to.
enum Output {
  /// Makes it; throws before any work is done if nothing can be written there.
  static func prepare(_ folder: URL) throws {
    try AtomicFile.makeFolder(folder)
    try AtomicFile.checkWritable(folder.appending(path: "model.safetensors"))
  }
}
