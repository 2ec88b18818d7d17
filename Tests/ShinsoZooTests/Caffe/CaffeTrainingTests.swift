import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
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

  @Test(arguments: ["AdaGrad", "RMSProp", "AdaDelta", "Adam"])
  func otherMethods(_ method: String) throws {
    let momentum = ["AdaDelta", "Adam"].contains(method) ? "momentum: 0.9" : ""
    let rate = method == "AdaDelta" ? 10 : 0.1
    let found = try weights(
      "type: \"\(method)\" lr_policy: \"fixed\" base_lr: \(rate) delta: 1e-4 \(momentum)",
      updates: 40)
    #expect(abs((found.last ?? 0) - 1) < 0.2, "\(found.last ?? 0)")
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
  ])
  func refuses(_ net: String, _ expected: String) {
    let error = #expect(throws: InputError.self) {
      try training(
        "base_lr: 1 lr_policy: \"fixed\" max_iter: 1", net: net, sampleShape: [1, 2, 2])
    }
    #expect(error?.problem == expected)
  }
}
