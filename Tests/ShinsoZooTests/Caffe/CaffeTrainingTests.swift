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
@Suite(.serialized) struct CaffeTrainingTests: CaffeTrainingSuite {
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
      let third = try CaffeTraining(solver, sampleShape: [1, 1, 1])
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
        try CaffeTraining(solver, sampleShape: [1, 1, 1])
      }
      #expect(error?.problem.hasPrefix("does not fit the net: ip's weight") == true)
    }
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
      solver, sampleShape: [1, 6, 6], means: [3])
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

  /// Losses that help in training alone, and what leads to them alone, are not there in use; two that
  /// weigh the same are two outputs.
  @Test(arguments: [("loss_weight: 0.3", ["prob"]), ("", ["b_prob", "d_prob"])])
  func deploysWithoutHelp(_ weight: String, _ outputs: [String]) throws {
    func ip(_ name: String, _ bottom: String) -> String {
      """
      layer { name: "\(name)" type: "InnerProduct" bottom: "\(bottom)" top: "\(name)"
              inner_product_param { num_output: 2 weight_filler { type: "xavier" } } }

      """
    }
    func loss(_ bottom: String, _ parameters: String = "") -> String {
      """
      layer { name: "l\(bottom)" type: "SoftmaxWithLoss" bottom: "\(bottom)" bottom: "label"
              \(parameters) }

      """
    }
    let data = """
      layer { name: "data" type: "Data" top: "data" top: "label" data_param { batch_size: 8 } }

      """
    let relu = "layer { name: \"r\" type: \"ReLU\" bottom: \"b\" top: \"b\" }\n"
    let net =
      data + ip("a", "data") + ip("b", "a") + relu + loss("b", weight) + ip("c", "a") + ip("d", "c")
      + loss("d")
    let training = try training(
      "base_lr: 1 lr_policy: \"fixed\" max_iter: 1", net: net, sampleShape: [1, 2, 2])
    let names = training.deployed.layers.map(\.name)
    let kept =
      weight.isEmpty
      ? ["data", "a", "b", "r", "b_prob", "c", "d", "d_prob"]
      : ["data", "a", "c", "d", "prob"]
    #expect(names == kept && outputs == names.filter { $0.hasSuffix("prob") })
  }

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
        extensions: [
          Evaluations(every: .updates(20)),
          CaffeSnapshots(training, classNames: ["left", "right"]),
        ]
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

  @Test(arguments: [
    ("layer { name: \"d\" type: \"Input\" top: \"d\" }", "the net has no loss"),
    (
      "layer { name: \"d\" type: \"Data\" top: \"d\" top: \"l\" } "
        + "layer { name: \"e\" type: \"EuclideanLoss\" bottom: \"d\" bottom: \"l\" }",
      "labels are compared by SoftmaxWithLoss and HingeLoss alone"
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
    // Not the solver's file.
    #expect(error?.subject.hasSuffix("/net.prototxt") == true)
  }
}
