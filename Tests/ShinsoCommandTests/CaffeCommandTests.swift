import Foundation
import ShinsoFormats
import ShinsoTensor
import TestSupport
import Testing

/// `shinso train --solver`, by Caffe's own files of LeNet.
@Suite struct CaffeCommandTests {
  private static let solver = """
    net: "examples/net.prototxt"
    test_iter: 5
    test_interval: 10
    base_lr: 0.01
    momentum: 0.9
    weight_decay: 0.0005
    lr_policy: "inv"
    gamma: 0.0001
    power: 0.75
    max_iter: 40
    snapshot: 20
    snapshot_prefix: "examples/bars"
    """

  private static let net = """
    name: "bars"
    layer { name: "digits" type: "Data" top: "data" top: "label" transform_param { scale: 0.00390625 }
            data_param { source: "a_lmdb" backend: LMDB batch_size: 16 } include { phase: TRAIN } }
    layer { name: "digits" type: "Data" top: "data" top: "label" transform_param { scale: 0.00390625 }
            data_param { source: "b_lmdb" backend: LMDB batch_size: 20 } include { phase: TEST } }
    layer { name: "conv" type: "Convolution" bottom: "data" top: "conv"
            convolution_param { num_output: 8 kernel_size: 5 weight_filler { type: "xavier" } } }
    layer { name: "pool" type: "Pooling" bottom: "conv" top: "pool"
            pooling_param { pool: MAX kernel_size: 2 stride: 2 } }
    layer { name: "drop" type: "Dropout" bottom: "pool" top: "pool" dropout_param { dropout_ratio: 0.1 } }
    layer { name: "ip" type: "InnerProduct" bottom: "pool" top: "ip" param { lr_mult: 1 }
            param { lr_mult: 2 }
            inner_product_param { num_output: 10 weight_filler { type: "xavier" } } }
    layer { name: "accuracy" type: "Accuracy" bottom: "ip" bottom: "label" top: "accuracy"
            include { phase: TEST } }
    layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss" }
    """

  private func withFiles(_ body: (Workplace) throws -> Void) throws {
    try Workplace.with { place in
      try place.drawDigits()
      try place.write(Array(Self.solver.utf8), to: "caffe/solver.prototxt")
      try place.write(Array(Self.net.utf8), to: "caffe/net.prototxt")
      try body(place)
    }
  }

  private let train = ["train", "--solver", "caffe/solver.prototxt", "--data", "digits"]

  @Test func trainsByASolver() throws {
    try withFiles { place in
      let trained = try place.run(train)
      #expect(trained.code == 0, "\(trained)")
      let line = try #require(trained.lines.first)
      #expect(line.hasPrefix("test accuracy: ") && line.hasSuffix("% (100 samples)"))
      #expect(try #require(Double(line.dropFirst(15).prefix { $0 != "%" })) > 95)
      for file in ["bars_iter_20.caffemodel", "bars_iter_40.caffemodel", "deploy.prototxt"] {
        #expect(place.exists("runs/caffe/" + file), "\(file)")
      }
      let net = try CaffeNet(caffemodel: place.url("runs/caffe/bars_iter_40.caffemodel"))
      #expect(net.layers.map(\.name).contains("conv"))
      #expect(net.layers.flatMap(\.blobs).map(\.shape) == [[8, 1, 5, 5], [8], [10, 1152], [10]])
    }
  }

  /// A run that was ended and goes on ends as one that was not, the snapshots too.
  @Test func resumesExactly() throws {
    try withFiles { place in
      let own = ["train", "caffe"] + train.dropFirst()
      #expect(try place.run(own + ["-o", "whole"]).code == 0)
      #expect(try place.run(own + ["-o", "parts", "--iterations", "13"]).code == 0)
      let resumed = try place.run(own + ["-o", "parts", "--resume", "--iterations", "40"])
      #expect(resumed.code == 0, "\(resumed)")
      for file in ["model.safetensors", "bars_iter_40.caffemodel"] {
        let (whole, parts) = (try place.bytes("whole/" + file), try place.bytes("parts/" + file))
        if file.hasSuffix(".caffemodel") {
          #expect(whole == parts)
        } else {
          let tensors = try ["whole/", "parts/"].map {
            try SafetensorsFile.read(place.url($0 + file)).map { $0.tensor.scalars(as: Float.self) }
          }
          #expect(tensors[0] == tensors[1])
        }
      }
      try place.write(
        Array(Self.solver.replacing("0.0005", with: "0.5").utf8), to: "caffe/solver.prototxt")
      let other = try place.run(own + ["-o", "parts", "--resume"])
      #expect(other.code == 1 && other.errors.contains("solver"), "\(other)")
    }
  }

  /// `test_initialization`, `display` and `random_seed`.
  @Test func followsTheSolver() throws {
    try withFiles { place in
      func lines(_ split: String) throws -> [Int] {
        try place.text("runs/caffe/log.jsonl").split(separator: "\n").compactMap { line in
          let record = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
          return record?["split"] as? String == split ? record?["iteration"] as? Int : nil
        }
      }
      func weights(_ more: String, _ arguments: String...) throws -> Data {
        let text = Self.solver.replacing("max_iter: 40", with: "max_iter: 20") + "\n" + more
        try place.write(Array(text.utf8), to: "caffe/solver.prototxt")
        #expect(try place.run(train + arguments).code == 0)
        return try place.bytes("runs/caffe/bars_iter_20.caffemodel")
      }
      let first = try weights("display: 5")
      #expect(try lines("train") == [5, 10, 15, 20] && lines("test") == [0, 10, 20])
      let seeded = try weights("random_seed: 7 test_initialization: false")
      #expect(try lines("test") == [10, 20])
      #expect(try seeded != first && seeded == weights("", "--seed", "7"))
      #expect(try weights("random_seed: 5", "--seed", "7") == seeded)
    }
  }

  /// Nets that name no classes are of use for features; one that makes a fixed number of rows is for
  /// none of a picture.
  @Test func netsForOtherThings() throws {
    try Workplace.with { place in
      try place.drawPictures(count: 8)
      func input(_ tops: String) -> String {
        "layer { name: \"in\" type: \"Input\" \(tops) input_param { shape { dim: [1, 3, 8, 8] } } }\n"
      }
      let pool = "type: \"Pooling\" pooling_param { kernel_size: 2 stride: 2 }"
      let rows = "type: \"Reshape\" reshape_param { shape { dim: 3 dim: 64 } }"
      let two = "type: \"Eltwise\" bottom: \"y\""
      for (name, layer) in [("pooled", pool), ("rows", rows), ("two", two)] {
        let tops = "top: \"x\"" + (name == "two" ? " top: \"y\"" : "")
        let text = input(tops) + "layer { name: \"l\" bottom: \"x\" top: \"l\" \(layer) }"
        try place.write(text.utf8, to: "\(name)/net.prototxt")
        // A layer without blobs: name and type.
        try place.write(
          [0xA2, 6, 9, 0x0A, 1, 0x61, 0x12, 4] + Array("ReLU".utf8), to: "\(name)/net.caffemodel")
      }
      let picture = try #require(try place.files(in: "pictures").keys.sorted().first)
      for (arguments, expected) in [
        (["predict", "pooled", "--sample", "pictures/" + picture], "pooled: is not a classifier"),
        (
          ["train", "finetune", "--network", "pooled", "--data", "pictures", "--batch-size", "4"],
          "is not a classifier"
        ),
        (["evaluate", "pooled", "--data", "pictures"], "pooled: is not a classifier"),
        (["features", "pooled", "--data", "pictures", "-o", "a.npz"], "name the layer"),
        (
          ["features", "rows", "--data", "pictures", "--layer", "l", "-o", "a.npz"],
          "rows: cannot take 8 pictures at once"
        ),
        (["predict", "rows", "--sample", "pictures/" + picture], "rows: cannot take one picture"),
        (
          ["features", "two", "--data", "pictures", "--layer", "l", "-o", "a.npz"],
          "two: takes 2 inputs"
        ),
      ] {
        let run = try place.run(arguments)
        #expect(run.code == 1 && run.errors.contains(expected), "\(arguments): \(run)")
      }
      let found = try place.run(
        "features", "pooled", "--data", "pictures", "--layer", "l", "-o", "a.npz")
      #expect(found.code == 0, "\(found)")
    }
  }

  @Test(
    .requiresTestData("models/caffe-more"),
    arguments: [
      ("waifu2x-vgg7", "conv2_layer"), ("ultralight", "245"), ("yufacedetectnet-v1", "conv1_1"),
      ("hyperlpr/mininet_ssd_v1.prototxt", "ssd0_mobilenet0_conv1"),
    ])
  func realNetsForOtherThings(_ name: String, _ layer: String) throws {
    let models = try #require(TestData.url("models/caffe-more"))
    let network = models.appending(path: name).path
    try Workplace.with { place in
      try place.drawPictures(count: 1)
      let picture = try #require(try place.files(in: "pictures").keys.sorted().first)
      let predicted = try place.run("predict", network, "--sample", "pictures/" + picture)
      #expect(
        predicted.code == 1 && predicted.errors.contains("is not a classifier"), "\(predicted)")
      let found = try place.run(
        "features", network, "--data", "pictures", "--layer", layer, "--pool", "average", "-o",
        "a.npz")
      #expect(found.code == 0, "\(found)")
    }
  }

  @Test func refusesInOneLine() throws {
    try withFiles { place in
      for (text, expected) in [
        (Self.solver.replacing("net.prototxt", with: "no.prototxt"), "neither there nor beside"),
        (Self.solver + "\nfoo: 3", "line 13: foo: no such field is known here"),
      ] {
        try place.write(Array(text.utf8), to: "caffe/solver.prototxt")
        let run = try place.run(train)
        #expect(run.code == 1 && run.errors.contains(expected), "\(run)")
      }
      let missing = try place.run("train", "caffe")
      #expect(missing.code == 1 && missing.errors.contains("--solver"), "\(missing)")
    }
  }

  @Test(.long, .requiresTestData("models/caffe-more/lenet-solver", "mnist"))
  func lenetReaches99Percent() throws {
    let folder = try #require(TestData.url("models/caffe-more/lenet-solver"))
    let digits = try #require(TestData.url("mnist"))
    try Workplace.with { place in
      let trained = try place.run(
        "train", "--solver", folder.appending(path: "lenet_solver.prototxt").path, "--data",
        digits.path)
      let line = try #require(trained.lines.first)
      #expect(try #require(Double(line.dropFirst(15).prefix { $0 != "%" })) >= 99, "\(trained)")
    }
  }
}
