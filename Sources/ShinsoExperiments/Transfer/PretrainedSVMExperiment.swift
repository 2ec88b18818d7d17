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
    .data, .network, .layer, .model, .seed, .output, .cost, .kernel, .gamma, .folds,
  ]
  let commands: Set<SystemCommand> = [.train, .predict]

  func train(_ request: Request) throws {
    let start = Date()
    let output = RunFolder.url(request, id)
    let file = output.appending(path: "model.safetensors")
    try Output.prepare(output)
    let data = try TransferData(everythingOf: request.data ?? defaultData)
    let items = data.train.items
    let folds = try CrossValidation.folds(
      request.folds ?? 10, of: items.count, seed: request.effectiveSeed)
    let network = try PretrainedNetwork(request.network ?? "efficientnet-lite0")
    let features = try network.features(
      of: items, classNames: data.classNames, layer: request.layer, title: "features",
      isCached: true)
    let width = features.shape[1]
    let values = features.scalars(as: Float.self)
    let task = Task(
      rows: items.indices.map { Self.normalized(values[$0 * width..<($0 + 1) * width])[...] },
      labels: items.map(\.label), classCount: data.classNames.count, request: request)
    let cost = try chosenCost(task, folds, request.costs ?? [1])
    var correct = 0
    for (train, test) in folds {
      let hits = try task.hits(cost, train: train, test: test)
      correct += hits
      let accuracy = String(format: "%.12g", Double(hits) / Double(test.count))
      Console.result("train: \(train.count) test: \(test.count) accuracy: \(accuracy)")
    }
    Console.result(
      String(format: "accuracy: %.2f%%", 100 * Double(correct) / Double(items.count)))
    try task.machine(cost, Array(items.indices)).write(
      metadata: [
        "system": id, "network": network.name, "layer": request.layer ?? network.featureLayer,
        "classes": jsonList(data.classNames), "data": data.name,
      ], to: file)
    var settled = request
    settled.data = data.name
    settled.costs = [cost]
    try AtomicFile.write(
      RunConfiguration(system: id, options: settled).data,
      to: output.appending(path: "config.json"))
    Console.result(String(format: "time: %.1f s", Date().timeIntervalSince(start)))
    Console.note("model: \(file.path)")
  }

  /// The cost that does best in the cross-validation, of equal ones the smallest.
  private func chosenCost(
    _ task: Task, _ folds: [(train: [Int], test: [Int])], _ costs: [Double]
  ) throws -> Double {
    guard costs.count > 1 else { return costs[0] }
    var best = (cost: costs[0], hits: -1)
    for cost in costs.sorted() {
      let hits = try folds.reduce(0) { try $0 + task.hits(cost, train: $1.train, test: $1.test) }
      let part = 100 * Double(hits) / Double(task.rows.count)
      Console.result(String(format: "C: %g accuracy: %.2f%%", cost, part))
      if hits > best.hits { best = (cost, hits) }
    }
    Console.result(String(format: "best C: %g", best.cost))
    return best.cost
  }

  /// Rows to learn from, and how.
  private struct Task {
    let rows: [ArraySlice<Float>]
    let labels: [Int]
    let classCount: Int
    let request: Request

    func machine(_ cost: Double, _ chosen: [Int]) throws -> SVMModel {
      let rows = chosen.map { self.rows[$0] }
      let labels = chosen.map { self.labels[$0] }
      if request.kernel == "rbf" {
        return .kernel(
          try KernelSVM(
            rows: rows, labels: labels, classCount: classCount, cost: cost, gamma: request.gamma))
      }
      return .linear(
        try LinearSVM(
          rows: rows, labels: labels, classCount: classCount, cost: cost,
          seed: request.effectiveSeed))
    }

    /// How many of `test` a machine that learned from `train` recognizes.
    func hits(_ cost: Double, train: [Int], test: [Int]) throws -> Int {
      let machine = try machine(cost, train).classifier
      return test.count { machine.predict(rows[$0]) == labels[$0] }
    }
  }

  func predict(_ request: Request, samples: [URL], top: Int) throws -> [Prediction] {
    let file = try RunFolder.model(request, id)
    let (content, metadata) = try RunFolder.open(file, system: id)
    let names = try metadata.names("classes", in: file)
    let network = try PretrainedNetwork(metadata.required("network", in: file))
    let layer = try metadata.required("layer", in: file)
    let machine = try SVMModel(content, classCount: names.count, file: file)
    let features = try network.features(
      of: samples.map { ImageFolder.Item(url: $0, label: 0) }, classNames: names, layer: layer,
      title: "features")
    let width = features.shape[1]
    guard width == machine.featureCount else {
      throw InputError(
        file.path, "was trained on \(machine.featureCount) features, \(layer) gives \(width)")
    }
    let values = features.scalars(as: Float.self)
    return samples.enumerated().map { index, url in
      let row = Self.normalized(values[index * width..<(index + 1) * width])
      // An SVM has no probabilities: the percentages are a softmax of its decision values.
      return Prediction(
        sample: url, logits: machine.classifier.decisions(row).map { Float($0) }, names: names,
        top: top)
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
