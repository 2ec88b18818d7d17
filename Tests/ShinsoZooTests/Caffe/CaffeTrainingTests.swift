import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoSchemas
import ShinsoTensor
import ShinsoTraining
import TestSupport
import Testing

@testable import ShinsoZoo

/// Training by solver files.
@Suite(.serialized) struct CaffeTrainingTests {
  private func solver(_ text: String, net: String) throws -> CaffeSolver {
    try withFolder { folder in
      try folder.write(net.utf8, to: "net.prototxt")
      let source = MemorySource(Array(text.utf8), name: "solver.prototxt")
      return try CaffeSolver(source, folder: folder)
    }
  }

  private func training(
    _ text: String, net: String, sampleShape: Shape
  ) throws -> CaffeTraining {
    RandomGenerator.shared.key = RandomKey(seed: 3, counter: 0)
    return try CaffeTraining(
      solver("net: \"net.prototxt\"\n" + text, net: net), sampleShape: sampleShape,
      file: "solver.prototxt")
  }

  /// One weight w, whose loss (w - 1)² / 2 has the gradient w - 1.
  private static let oneWeight = """
    layer { name: "data" type: "Data" top: "data" top: "label" data_param { batch_size: 2 } }
    layer { name: "target" type: "Flatten" bottom: "data" top: "target" }
    layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip" param { lr_mult: 2 }
            inner_product_param { num_output: 1 bias_term: false } }
    layer { name: "loss" type: "EuclideanLoss" bottom: "ip" bottom: "target" top: "loss" }
    """

  private func weights(_ text: String, updates: Int) throws -> [Double] {
    let training = try training(
      "max_iter: 100 " + text, net: Self.oneWeight, sampleShape: [1, 1, 1])
    let ones = TensorDataset(.ones([4, 1, 1, 1]), labels: [0, 0, 1, 1], classNames: ["a", "b"])
    let updater = training.updater(
      train: DataLoader(ones, batchSize: 2), test: DataLoader(ones, batchSize: 2), identity: [:])
    return try (0..<updates).map { number in
      _ = try updater.update(number)
      return training.model.parameters[0].value.detached.item()
    }
  }

  /// The steps as Caffe's sources make them.
  @Test(
    arguments: [
      ("lr_policy: \"fixed\" base_lr: 0.1", 0.1, 0, 0, 0),
      ("lr_policy: \"fixed\" base_lr: 0.1 momentum: 0.5 weight_decay: 0.25", 0.1, 0.5, 0.25, 0),
      (
        "lr_policy: \"fixed\" base_lr: 0.1 weight_decay: 0.25 regularization_type: \"L1\"",
        0.1, 0, 0, 0.25
      ),
      ("lr_policy: \"step\" gamma: 0.5 stepsize: 2 base_lr: 0.1 momentum: 0.5", 0.1, 0.5, 0, 0),
      (
        "lr_policy: \"inv\" gamma: 0.5 power: 2 base_lr: 0.1 momentum: 0.5 iter_size: 2",
        0.1, 0.5, 0, 0
      ),
      ("lr_policy: \"fixed\" base_lr: 0.1 clip_gradients: 0.25", 0.1, 0, 0, 0),
      ("type: \"Nesterov\" lr_policy: \"fixed\" base_lr: 0.1 momentum: 0.5", 0.1, 0.5, 0, 0),
    ] as [(String, Double, Double, Double, Double)])
  func stepsAreCaffes(
    _ text: String, _ base: Double, _ momentum: Double, _ l2: Double, _ l1: Double
  ) throws {
    let policy = try solver("net: \"net.prototxt\" max_iter: 100 " + text, net: Self.oneWeight)
    var (w, v) = (0.0, 0.0)
    let expected = (0..<6).map { update -> Double in
      var gradient = w - 1
      if let limit = policy.gradientLimit { gradient = max(gradient, -limit) }
      gradient += l2 * w + l1 * (w > 0 ? 1 : w < 0 ? -1 : 0)
      let last = v
      v = momentum * v + 2 * policy.rate(at: update) * gradient
      w -= policy.method == .nesterov ? (1 + momentum) * v - momentum * last : v
      return w
    }
    let found = try weights(text, updates: 6)
    for (found, expected) in zip(found, expected) { #expect(abs(found - expected) < 1e-5) }
  }

  /// The adaptive steps, written as Caffe's sources have them; h, u and v are its histories.
  @Test(arguments: ["AdaGrad", "RMSProp", "AdaDelta", "Adam"])
  func adaptiveSteps(_ method: String) throws {
    let (momentum, momentum2, decay) = (0.9, 0.999, 0.95)
    // Where Caffe adds Adam's delta tells only if it is large.
    let delta = method == "Adam" ? 1e-8 : 1e-3
    let rate = 2 * (method == "AdaDelta" ? 10 : 0.1)
    var (w, h, u, v) = (0.0, 0.0, 0.0, 0.0)
    let expected = (1...5).map { step -> Double in
      let gradient = w - 1
      switch method {
      case "AdaGrad":
        h += gradient * gradient
        w -= rate * gradient / (h.squareRoot() + delta)
      case "RMSProp":
        h = decay * h + (1 - decay) * gradient * gradient
        w -= rate * gradient / (h.squareRoot() + delta)
      case "AdaDelta":
        h = momentum * h + (1 - momentum) * gradient * gradient
        let change = gradient * ((u + delta) / (h + delta)).squareRoot()
        u = momentum * u + (1 - momentum) * change * change
        w -= rate * change
      default:
        h = momentum * h + (1 - momentum) * gradient
        v = momentum2 * v + (1 - momentum2) * gradient * gradient
        let correction =
          (1 - pow(momentum2, Double(step))).squareRoot() / (1 - pow(momentum, Double(step)))
        w -= rate * correction * h / (v.squareRoot() + delta)
      }
      return w
    }
    let options = ["AdaDelta", "Adam"].contains(method) ? "momentum: 0.9" : "rms_decay: 0.95"
    let found = try weights(
      "type: \"\(method)\" lr_policy: \"fixed\" base_lr: \(rate / 2) delta: \(delta) \(options)",
      updates: expected.count)
    for (found, expected) in zip(found, expected) { #expect(abs(found - expected) < 1e-5) }
  }

  private static let normalized = """
    layer { name: "data" type: "Data" top: "data" top: "label" data_param { batch_size: 2 } }
    layer { name: "target" type: "Flatten" bottom: "data" top: "target" }
    layer { name: "norm" type: "BatchNorm" bottom: "data" top: "norm"
            batch_norm_param { moving_average_fraction: 0.5 } }
    layer { name: "scale" type: "Scale" bottom: "norm" top: "scale" param { lr_mult: 0 } }
    layer { name: "ip" type: "InnerProduct" bottom: "scale" top: "ip"
            inner_product_param { num_output: 1 bias_term: false } }
    layer { name: "loss" type: "EuclideanLoss" bottom: "ip" bottom: "target" top: "loss" }
    """

  /// Caffe adds up statistics and counts batches: the first one counts fully, and what training
  /// leaves is where Caffe, or another training, goes on. A scale that is frozen holds up nothing.
  @Test func statisticsAddUp() throws {
    let values = TensorDataset(
      Tensor([1, 3, 5, 11] as [Float], shape: [4, 1, 1, 1]), labels: [0, 0, 1, 1],
      classNames: ["a", "b"])
    func check(_ training: CaffeTraining, updates: Int, _ expected: [Double]) throws {
      let updater = training.updater(
        train: DataLoader(values, batchSize: 2), test: DataLoader(values, batchSize: 2),
        identity: [:])
      for number in 0..<updates { _ = try updater.update(number) }
      let norm = try #require(training.net.layers.first { $0.name == "norm" })
      #expect(norm.blobs.count == 3)
      for (blob, expected) in zip(norm.blobs, expected) {
        #expect(abs(blob.item() - expected) < 1e-5)
      }
    }
    let text = "base_lr: 0.1 lr_policy: \"fixed\" max_iter: 9"
    let first = try training(text, net: Self.normalized, sampleShape: [1, 1, 1])
    try check(first, updates: 1, [2, 2, 1])
    let second = try training(text, net: Self.normalized, sampleShape: [1, 1, 1])
    try check(second, updates: 2, [9, 19, 1.5])
    try withFolder { folder in
      try folder.write(Self.normalized.utf8, to: "net.prototxt")
      try second.net.write(caffemodel: folder.appending(path: "w.caffemodel"))
      let more = "net: \"net.prototxt\" weights: \"w.caffemodel\" " + text
      let solver = try CaffeSolver(
        MemorySource(Array(more.utf8), name: "solver.prototxt"), folder: folder)
      let third = try CaffeTraining(solver, sampleShape: [1, 1, 1], file: "solver.prototxt")
      try check(third, updates: 0, [9, 19, 1.5])
      try check(third, updates: 1, [6.5, 11.5, 1.75])
    }
  }

  /// What a file of weights has in another shape is named, and so is the file.
  @Test func weightsThatDoNotFit() throws {
    try withFolder { folder in
      try folder.write(Self.oneWeight.utf8, to: "net.prototxt")
      var layer = CaffeLayerParameter()
      layer.name = "ip"
      try CaffeNet(layers: [CaffeLayer(layer, blobs: [.zeros([1, 2])])])
        .write(caffemodel: folder.appending(path: "w.caffemodel"))
      let text = """
        net: "net.prototxt" weights: "w.caffemodel" base_lr: 1 lr_policy: "fixed" max_iter: 1
        """
      let solver = try CaffeSolver(
        MemorySource(Array(text.utf8), name: "solver.prototxt"), folder: folder)
      let error = #expect(throws: InputError.self) {
        try CaffeTraining(solver, sampleShape: [1, 1, 1], file: "solver.prototxt")
      }
      #expect(error?.problem.hasPrefix("does not fit the net: ip's weight") == true)
    }
  }

  @Test func fixedNumberOfSamples() {
    let net = """
      layer { name: "d" type: "Data" top: "d" top: "l" }
      layer { name: "r" type: "Reshape" bottom: "d" top: "r"
              reshape_param { shape { dim: 2 dim: 2 } } }
      layer { name: "s" type: "SoftmaxWithLoss" bottom: "r" bottom: "l" top: "s" }
      """
    let error = #expect(throws: InputError.self) {
      try training(
        "base_lr: 1 lr_policy: \"fixed\" max_iter: 1", net: net, sampleShape: [1, 2, 2])
    }
    #expect(error?.problem.hasPrefix("its net cannot take several samples at once") == true)
  }

  /// Two of four labels are ignored.
  @Test(
    arguments: [
      ("", 1), ("normalization: VALID", 1), ("normalization: FULL", 0.5),
      ("normalization: BATCH_SIZE", 0.5), ("normalization: NONE", 2), ("normalize: true", 1),
      ("normalize: false", 0.5), ("normalize: false normalization: NONE", 2),
    ] as [(String, Double)])
  func normalizesLosses(_ parameters: String, _ share: Double) throws {
    let net = """
      layer { name: "data" type: "Data" top: "data" top: "label" data_param { batch_size: 4 } }
      layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip"
              inner_product_param { num_output: 3 } }
      layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss"
              loss_param { ignore_label: 7 \(parameters) } }
      """
    let training = try training(
      "base_lr: 0.1 lr_policy: \"fixed\" max_iter: 9", net: net, sampleShape: [1, 1, 1])
    let samples = TensorDataset(
      .ones([4, 1, 1, 1]), labels: [0, 7, 7, 2], classNames: (0..<8).map(String.init))
    let updater = training.updater(
      train: DataLoader(samples, batchSize: 4), test: DataLoader(samples, batchSize: 4),
      identity: [:])
    // All weights are 0: each label that counts costs log 3.
    let loss = try #require(try updater.update(0)[.loss])
    #expect(abs(loss - share * log(3)) < 1e-5)
    // The gradient of the first output is (p - t) over the same divisor, summed over the samples.
    let bias: [Float] = training.model.parameters[1].value.detached.scalars()
    #expect(abs(Double(bias[1]) + 0.1 * share / 3) < 1e-5)
  }

  /// What training took away and scaled goes with the net, what depends on labels does not.
  @Test func deploys() throws {
    let net =
      Self.classifier + """
        layer { name: "again" type: "Flatten" bottom: "label" top: "again" }
        layer { name: "quiet" type: "Silence" bottom: "again" bottom: "label" }
        """
    let solver = try solver(
      "net: \"net.prototxt\" base_lr: 1 lr_policy: \"fixed\" max_iter: 1", net: net)
    let training = try CaffeTraining(
      solver, sampleShape: [1, 6, 6], means: [3], file: "solver.prototxt")
    try withFolder { folder in
      let files = CaffeFiles(
        prototxt: folder.appending(path: "deploy.prototxt"),
        weights: folder.appending(path: "net.caffemodel"))
      try folder.write(training.deployed.prototxt.utf8, to: "deploy.prototxt")
      try training.net.write(caffemodel: #require(files.weights))
      let model = try CaffeModel(files)
      #expect(model.graph.outputs.map(\.name) == ["prob"] && model.classifier != nil)
      let normalization = try #require(model.preprocessing).normalization
      #expect(normalization.scale == 0.5 && normalization.mean == [1.5])
    }
  }

  private static let classifier = """
    layer { name: "data" type: "Data" top: "data" top: "label" data_param { batch_size: 8 }
            transform_param { scale: 0.5 } }
    layer { name: "conv" type: "Convolution" bottom: "data" top: "conv" param { lr_mult: 1 }
            convolution_param { num_output: 6 kernel_size: 3 weight_filler { type: "xavier" } } }
    layer { name: "norm" type: "BatchNorm" bottom: "conv" top: "conv"
            batch_norm_param { moving_average_fraction: 0.8 } }
    layer { name: "scale" type: "Scale" bottom: "conv" top: "conv" scale_param { bias_term: true } }
    layer { name: "relu" type: "ReLU" bottom: "conv" top: "conv" }
    layer { name: "drop" type: "Dropout" bottom: "conv" top: "conv" }
    layer { name: "ip" type: "InnerProduct" bottom: "conv" top: "ip"
            inner_product_param { num_output: 2 transpose: true weight_filler { type: "msra" } } }
    layer { name: "acc" type: "Accuracy" bottom: "ip" bottom: "label" top: "acc"
            include { phase: TEST } }
    layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss" }
    """

  /// Bright on the left or on the right.
  private static let halves: TensorDataset = {
    let values = (0..<32).flatMap { sample in
      (0..<36).map { pixel -> Float in
        let noise = Float((sample * 36 + pixel) * 31 % 17) / 17
        return noise + ((pixel % 6 < 3) == (sample % 2 == 0) ? 1 : 0)
      }
    }
    return TensorDataset(
      Tensor(values, shape: [32, 1, 6, 6]), labels: (0..<32).map { $0 % 2 },
      classNames: ["left", "right"])
  }()

  @Test func learnsAndSnapshots() throws {
    try withFolder { folder in
      let training = try training(
        """
        base_lr: 0.05 lr_policy: "poly" power: 1 momentum: 0.9 max_iter: 40
        test_iter: 4 test_interval: 20 snapshot: 25 snapshot_prefix: "any/where/halves"
        """, net: Self.classifier, sampleShape: [1, 6, 6])
      let updater = training.updater(
        train: DataLoader(Self.halves, batchSize: 8, shuffle: .seed(1), dropsLast: true),
        test: DataLoader(Self.halves, batchSize: 8), identity: [:])
      let before = try #require(try updater.evaluate {})
      let run = folder.appending(path: "run")
      let result = try Trainer(
        updater, options: TrainerOptions(iterations: 40, output: run),
        extensions: [Evaluations(every: .updates(20)), CaffeSnapshots(training)]
      ).run()
      let after = try #require(result.test)
      #expect((after[.loss] ?? 9) < (before[.loss] ?? 0) / 2)
      #expect(after[.accuracy] == 1 && after.values.first?.metric == .accuracy)
      let names = try FileManager.default.contentsOfDirectory(atPath: run.path)
      let written = names.filter { $0.hasPrefix("halves") || $0 == "deploy.prototxt" }.sorted()
      #expect(
        written == ["deploy.prototxt", "halves_iter_25.caffemodel", "halves_iter_40.caffemodel"])

      // The files make the same net.
      let model = try CaffeModel(run.appending(path: "halves_iter_40.caffemodel"))
      let preprocessing = try #require(model.preprocessing)
      #expect(preprocessing.normalization.scale == 0.5 && preprocessing.width == 6)
      let scores = try evaluate(
        try #require(model.classifier), on: DataLoader(Self.halves, batchSize: 32))
      #expect(abs(scores.loss - (after[.loss] ?? 0)) < 1e-4)
    }
  }

  @Test(
    arguments: [
      ("xavier", "", -0.3873, 0.3873), ("xavier", "variance_norm: FAN_OUT", -0.2739, 0.2739),
      ("uniform", "min: 0.5 max: 1", 0.5, 1), ("constant", "value: 2", 2, 2),
      ("positive_unitball", "", 0, 0.2), ("msra", "", -1.5, 1.5),
      ("gaussian", "std: 0.01", -0.05, 0.05),
    ] as [(String, String, Float, Float)])
  func fillers(_ type: String, _ more: String, _ low: Float, _ high: Float) throws {
    let net = """
      layer { name: "data" type: "Data" top: "data" top: "label" data_param { batch_size: 1 } }
      layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip"
              inner_product_param { num_output: 40 weight_filler { type: "\(type)" \(more) } } }
      layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" }
      """
    let training = try training(
      "base_lr: 1 lr_policy: \"fixed\" max_iter: 1", net: net, sampleShape: [20, 1, 1])
    let values: [Float] = training.model.parameters[0].value.detached.scalars()
    #expect(values.count == 800)
    let (least, most) = (values.min() ?? .nan, values.max() ?? .nan)
    #expect(least >= low && most <= high)
    // They fill the range that they may have.
    if high > low { #expect(most - least > (high - low) * 0.5) }
    if type == "positive_unitball" { #expect(abs(values.prefix(20).reduce(0, +) - 1) < 1e-4) }
  }

  @Test func fillersOfOtherKinds() throws {
    let net = """
      layer { name: "data" type: "Data" top: "data" top: "label" data_param { batch_size: 1 } }
      layer { name: "up" type: "Deconvolution" bottom: "data" top: "up" param { lr_mult: 0 }
              convolution_param { num_output: 1 kernel_size: 4 stride: 2 pad: 1 bias_term: false
                                  weight_filler { type: "bilinear" } } }
      layer { name: "ip" type: "InnerProduct" bottom: "up" top: "ip"
              inner_product_param { num_output: 100
                                    weight_filler { type: "gaussian" sparse: 10 } } }
      layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" }
      """
    let training = try training(
      "base_lr: 1 lr_policy: \"fixed\" max_iter: 1", net: net, sampleShape: [1, 4, 4])
    let state = training.model.parameters
    #expect(
      state[0].value.detached.scalars(as: Float.self).prefix(4) == [0.0625, 0.1875, 0.1875, 0.0625])
    #expect(state[0].value.isFrozen)
    let weights: [Float] = state[1].value.detached.scalars()
    let count = weights.count { $0 != 0 }
    #expect(weights.count == 6400 && (500..<800).contains(count))
  }

  @Test func transformsSamples() throws {
    let net = try CaffeNet(
      prototxt: MemorySource(
        Array(
          """
          layer { name: "d" type: "Data" top: "d" data_param { batch_size: 3 }
                  transform_param { scale: 0.5 mean_value: 10 crop_size: 2 mirror: true } }
          """.utf8), name: "n"))
    let layer = try CaffeDataLayer(of: net, file: "n")
    #expect(layer.batchSize == 3)
    let base = TensorDataset(
      Tensor((0..<12).map { Float($0) }, shape: [1, 1, 3, 4]), labels: [0], classNames: ["a"])
    func samples(_ isTraining: Bool) throws -> Set<[Float]> {
      let dataset = try CaffeDataset(
        base, mean: .channels([10]), layer, isTraining: isTraining, file: "n")
      #expect(dataset.sampleShape == [1, 2, 2])
      return Set(
        try (0..<200).map { seed in
          let draw = Draw(index: 0, generator: SplitMix64(UInt64(seed), 1))
          return try dataset.batch([draw]).samples.scalars()
        })
    }
    func cut(_ start: Int) -> [[Float]] {
      let rows = [start, start + 1, start + 4, start + 5].map { (Float($0) - 10) / 2 }
      return [rows, [rows[1], rows[0], rows[3], rows[2]]]
    }
    #expect(try samples(false) == Set(cut(1)))
    #expect(try samples(true) == Set([0, 1, 2, 4, 5, 6].flatMap(cut)))
  }

  @Test(arguments: [
    ("layer { name: \"d\" type: \"Input\" top: \"d\" }", "the net has no loss"),
    (
      "layer { name: \"d\" type: \"Data\" top: \"d\" top: \"l\" } "
        + "layer { name: \"e\" type: \"EuclideanLoss\" bottom: \"d\" bottom: \"l\" }",
      "labels are compared by SoftmaxWithLoss alone"
    ),
    (
      "layer { name: \"d\" type: \"Data\" top: \"d\" top: \"l\" } "
        + "layer { name: \"s\" type: \"InnerProduct\" bottom: \"d\" top: \"s\" "
        + "inner_product_param { num_output: 2 weight_filler { type: \"magic\" } } }",
      "layer s: its filler is of the type magic, which Shinso does not know"
    ),
    (
      "layer { name: \"d\" type: \"Data\" top: \"d\" top: \"l\" } "
        + "layer { name: \"e\" type: \"Input\" top: \"e\" input_param { shape { dim: [1, 4] } } } "
        + "layer { name: \"f\" type: \"Flatten\" bottom: \"d\" top: \"f\" } "
        + "layer { name: \"g\" type: \"Flatten\" bottom: \"e\" top: \"g\" } "
        + "layer { name: \"s\" type: \"EuclideanLoss\" bottom: \"f\" bottom: \"g\" }",
      "its net takes 2 inputs, not samples alone"
    ),
  ])
  func refuses(_ net: String, _ expected: String) {
    let error = #expect(throws: InputError.self) {
      try training(
        "base_lr: 1 lr_policy: \"fixed\" max_iter: 1", net: net, sampleShape: [1, 2, 2])
    }
    #expect(error?.problem == expected)
  }
}
