import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor
import ShinsoTraining
import TestSupport
import Testing

@testable import ShinsoZoo

/// What a training by a solver leaves is a network like any.
@Suite(.serialized) struct CaffeRunTests: CaffeTrainingSuite {
  private func train(in run: URL) throws {
    let training = try training(
      """
      base_lr: 0.05 lr_policy: "fixed" max_iter: 6 snapshot: 4 snapshot_prefix: "a/halves"
      """, net: Self.classifier, sampleShape: [1, 6, 6])
    let updater = training.updater(
      train: DataLoader(Self.halves, batchSize: 8, shuffle: .seed(1), dropsLast: true),
      test: DataLoader(Self.halves, batchSize: 8), identity: [:])
    let names = training.classNames(["left"])
    #expect(names == ["left", "class 1"])
    let metadata = training.metadata.merging([
      "classes": #"["left", "class 1"]"#, "system": "caffe",
    ]) { $1 }
    _ = try Trainer(
      updater, options: TrainerOptions(iterations: 6, output: run, metadata: metadata),
      extensions: [CaffeSnapshots(training, classNames: names)]
    ).run()
  }

  private func logits(_ network: PretrainedNetwork) -> [Float] {
    let x = Initializer.uniform(1).make([3, 1, 6, 6], 1, 1, RandomKey(seed: 7, counter: 0))
    let optimized = network.optimized()
    return withoutGradients { optimized(x) }.scalars()
  }

  /// The model's file alone is enough: it holds the net, whose statistics in training have a divisor.
  @Test func modelHoldsItsNet() throws {
    try withFolder { folder in
      let run = folder.appending(path: "run")
      try train(in: run)
      let last = try NetworkSource(run.appending(path: "halves_iter_6.caffemodel").path).load()
      let alone = folder.appending(path: "moved.safetensors")
      try FileManager.default.copyItem(at: RunFolder(run).model, to: alone)
      for place in [run, alone] {
        let source = try NetworkSource(place.path)
        #expect(source.name == "caffe")
        let network = try source.load()
        #expect(network.classNames == ["left", "class 1"] && network.hasClassNames)
        #expect(network.classNames == last.classNames)
        #expect(network.preprocessing.normalization.scale == 0.5)
        for (a, b) in zip(logits(network), logits(last)) { #expect(abs(a - b) < 1e-5) }
        #expect(try source.architecture.summary().contains("ip"))
        #expect(try network.adapted(classes: 5).model.parameters.last?.value.shape == [5])
      }
    }
  }

  /// Of snapshots without a model, as an interrupted run leaves them, the last one is used.
  @Test func lastSnapshotIsUsed() throws {
    try withFolder { folder in
      let run = folder.appending(path: "run")
      try train(in: run)
      try FileManager.default.removeItem(at: RunFolder(run).model)
      let files = try CaffeFiles(run)
      #expect(files.weights?.lastPathComponent == "halves_iter_6.caffemodel")
      #expect(files.labels != nil)
      #expect(
        files.note
          == "halves_iter_6.caffemodel is the last of 2 snapshots; another is used by its path")
      let first = try NetworkSource(run.appending(path: "halves_iter_4.caffemodel").path).load()
      let last = try NetworkSource(run.path).load()
      #expect(logits(first) != logits(last))
      for name in ["halves_iter_4.caffemodel", "halves_iter_6.caffemodel", "deploy.prototxt"] {
        try FileManager.default.removeItem(at: run.appending(path: name))
      }
      #expect(
        problem { try NetworkSource(run.path) }.contains(
          "is a run that is not finished and has no model yet; go on with `shinso train --config"))
    }
  }

  /// Statistics that training leaves alone are part of the model.
  @Test func fixedStatisticsAreKept() throws {
    let text = """
      input: "x" input_dim: 1 input_dim: 3 input_dim: 4 input_dim: 4
      layer { name: "norm" type: "BatchNorm" bottom: "x" top: "norm"
              batch_norm_param { use_global_stats: true } }
      layer { name: "ip" type: "InnerProduct" bottom: "norm" top: "ip"
              inner_product_param { num_output: 2 } }
      """
    try withFolder { folder in
      try folder.write(text.utf8, to: "net.prototxt")
      var net = try CaffeNet(prototxt: folder.appending(path: "net.prototxt"))
      net.layers[1].blobs = [
        Tensor([2, 4, 6] as [Float]), Tensor([8, 10, 12] as [Float]), Tensor([2] as [Float]),
      ]
      net.layers[2].blobs = [.ones([2, 48]), .zeros([2])]
      try net.write(caffemodel: folder.appending(path: "net.caffemodel"))
      let adapted = try NetworkSource(folder.path).load().adapted(classes: 3).model
      func values(_ name: String) -> [Float]? {
        adapted.buffers.first { $0.name == "norm.\(name)" }?.value.value.scalars()
      }
      adapted.mode = .training
      withoutGradients { _ = adapted(.ones([2, 3, 4, 4])) }
      #expect(values("runningMean") == [1, 2, 3] && values("runningVariance") == [4, 5, 6])
    }
  }
}
