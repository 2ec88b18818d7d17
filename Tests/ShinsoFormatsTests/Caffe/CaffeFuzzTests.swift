import Foundation
import ShinsoSchemas
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoFormats

/// Thousands of damaged nets, weights, means and solvers.
@Suite(.serialized) struct CaffeFuzzTests {
  private static let rounds = 3000

  private static let prototxt = """
    name : "n"
    input : "data"
    input_dim : 1
    input_dim : 3
    input_dim : 8
    input_dim : 8
    layer {
      name : "conv"
      type : "Convolution"
      bottom : "data"
      top : "conv"
      include { phase : TEST }
      param { lr_mult : 1 }
      convolution_param { num_output : 4 kernel_size : 3 weight_filler { type : "xavier" } }
    }
    layers {
      name : "pool"
      type : POOLING
      bottom : "conv"
      top : "pool"
      blobs_lr : 1.5
      pooling_param { pool : AVE kernel_size : 2 stride : 2 }
    }
    layers { layer { name : "ip" type : "innerproduct" num_output : 7 } bottom : "pool" top : "ip" }
    """

  @Test func nets() throws {
    try expectTypedErrors(
      Array(Self.prototxt.utf8), "n.prototxt", rounds: 2 * Self.rounds, isText: true
    ) {
      let net = try CaffeNet(prototxt: $0)
      _ = net.in(.test)
      _ = net.prototxt
    }
  }

  @Test func solvers() throws {
    let text = """
      base_lr : 0.01
      lr_policy : "step"
      gamma : 0.1
      stepsize : 10
      max_iter : 100
      momentum : 0.9
      type : "Nesterov"
      test_iter : 1
      test_interval : 10
      net_param { \(Self.prototxt) }
      """
    try expectTypedErrors(Array(text.utf8), "s.prototxt", rounds: Self.rounds, isText: true) {
      let solver = try CaffeSolver($0, folder: URL(filePath: "/nonexistent"))
      for update in [0, 1, 1 << 20] { _ = solver.rate(at: update) }
    }
  }

  @Test func weights() throws {
    try withFolder { folder in
      let url = folder.appending(path: "w.caffemodel")
      var layer = CaffeLayerParameter()
      layer.name = "conv"
      layer.type = "Convolution"
      layer.bottom = ["data"]
      layer.top = ["conv"]
      layer.convolutionParam.numOutput = 4
      let blobs = [Tensor.ones([4, 3, 3, 3]), .zeros([4])]
      try CaffeNet(
        name: "n", layers: [CaffeLayer(layer, blobs: blobs), CaffeLayer(layer, blobs: [blobs[1]])]
      ).write(caffemodel: url)
      let bytes = try InputFile(url).allBytes()
      try expectTypedErrors(bytes, "w.caffemodel", rounds: 2 * Self.rounds) {
        let net = try CaffeNet(caffemodel: $0)
        _ = net.takingBlobs(of: net)
      }
    }
  }

  @Test(.requiresTestData("models/mtcnn", "models/lenet-v1"))
  func realFiles() throws {
    for (path, rounds) in [("models/mtcnn/det1.caffemodel", Self.rounds)] {
      let bytes = try InputFile(try #require(TestData.url(path))).allBytes()
      try expectTypedErrors(bytes, "w.caffemodel", rounds: rounds) {
        _ = try CaffeNet(caffemodel: $0)
      }
    }
    for path in ["models/mtcnn/det1.prototxt", "models/lenet-v1/lenet_train.prototxt"] {
      let bytes = try InputFile(try #require(TestData.url(path))).allBytes()
      try expectTypedErrors(bytes, "n.prototxt", rounds: Self.rounds, isText: true) {
        _ = try CaffeNet(prototxt: $0)
      }
    }
  }

  @Test func means() throws {
    var blob = CaffeBlobProto()
    (blob.num, blob.channels, blob.height, blob.width) = (1, 3, 2, 2)
    blob.data = (0..<12).map { Float($0) }
    try expectTypedErrors(blob.serializedBytes(), "m.binaryproto", rounds: Self.rounds) {
      _ = try CaffeMean.read($0)
    }
  }
}
