import Foundation
import ShinsoFormats
import ShinsoTensor
import TestSupport
import Testing

/// Nets of Caffe's files that are for other things than naming classes.
@Suite struct CaffeNetCommandTests {
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
          "takes 2 inputs, not pictures alone"
        ),
      ] {
        let run = try place.run(arguments)
        #expect(run.code == 1 && run.errors.contains(expected), "\(arguments): \(run)")
      }
      let found = try place.run(
        "features", "pooled", "--data", "pictures", "--layer", "l", "-o", "a.npz")
      #expect(found.code == 0, "\(found)")
      // What an import notes of preparation is not told again.
      let note = "do not say how images are prepared"
      let files = ["pooled/net.prototxt", "pooled/net.caffemodel", "--name", "pools"]
      let made = try place.run(["zoo", "import"] + files)
      #expect(made.code == 0 && made.errors.components(separatedBy: note).count == 2, "\(made)")
      let told = try place.run(["zoo", "import", "--again", "--mean", "1,2,3"] + files)
      #expect(told.code == 0 && !told.errors.contains(note), "\(told)")
      let used = try place.run(
        "features", "pools", "--data", "pictures", "--layer", "l", "-o", "b.npz")
      #expect(used.code == 0 && !used.errors.contains(note), "\(used)")
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

  /// Of two outputs one tells the classes; the other is a layer.
  @Test(.requiresTestData("models/mtcnn")) func twoOutputs() throws {
    let folder = try #require(TestData.url("models/mtcnn"))
    let net = folder.appending(path: "det1.prototxt").path
    try Workplace.with { place in
      let predicted = try place.run(
        "predict", net, "--sample", folder.appending(path: "test1.jpg").path)
      #expect(predicted.code == 0, "\(predicted)")
      #expect(
        predicted.errors.contains(
          "of its outputs conv4-2, prob1, only prob1 is used unless --layer names another"))
      for (layer, width) in [("conv4-2", 4), ("prob1", 2), ("conv4-1", 2)] {
        let found = try place.run(
          "features", net, "--layer", layer, "--data", folder.path, "-o", "f.npz")
        #expect(found.code == 0, "\(found)")
        let features = try NPZArchive(place.url("f.npz")).tensor(named: "features")
        #expect(features.shape == [2, width])
      }
      #expect(try place.run("summary", net).lines.contains { $0.hasPrefix("conv4-2 ") })
    }
  }
}
