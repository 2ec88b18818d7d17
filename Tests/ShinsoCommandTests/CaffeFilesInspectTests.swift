import Foundation
import ShinsoFormats
import ShinsoTensor
import TestSupport
import Testing

/// `shinso inspect` of Caffe's files.
@Suite struct CaffeFilesInspectTests {
  private static let net = """
    name: "two"
    layer { name: "data" type: "Input" top: "data" input_param { shape { dim: [1, 1, 4, 4] } } }
    layer { name: "conv" type: "Convolution" bottom: "data" top: "conv"
            convolution_param { num_output: 2 kernel_size: 3 } }
    layer { name: "ip" type: "InnerProduct" bottom: "conv" top: "ip"
            inner_product_param { num_output: 3 } }
    """

  @Test func listsNetsAndWeights() throws {
    try Workplace.with { place in
      try place.write(Self.net.utf8, to: "deploy.prototxt")
      var net = try CaffeNet(prototxt: place.url("deploy.prototxt"))
      net.layers[1].blobs = [.ones([2, 1, 3, 3]), .zeros([2])]
      net.layers[2].blobs = [.ones([3, 8]), .zeros([3])]
      try net.write(caffemodel: place.url("two.caffemodel"))
      let text = try place.run("inspect", "deploy.prototxt")
      #expect(text.code == 0, "\(text)")
      #expect(
        text.lines.prefix(4) == ["format: prototxt", "metadata:", "  net: two", "  version: V2"])
      #expect(
        text.lines.contains {
          $0.hasPrefix("conv ") && $0.hasSuffix("[2, 1, 3, 3] [2]          20")
        })
      #expect(text.lines.last == "3 layers, 47 parameters")
      let binary = try place.run("inspect", "two.caffemodel")
      #expect(binary.lines.first == "format: caffemodel")
      #expect(binary.lines.contains { $0.hasPrefix("ip ") && $0.contains("[3, 8] [3]") })
      #expect(binary.lines.last == "3 layers, 4 tensors, 47 parameters, 188 B")
      let statistics = try place.run("inspect", "two.caffemodel", "--statistics", "--json").json()
      #expect((statistics["layers"] as? [[String: Any]])?.count == 3)
      let tensors = try #require(statistics["tensors"] as? [[String: Any]])
      #expect(
        tensors.map { $0["name"] as? String } == [
          "conv.weight", "conv.bias", "ip.weight", "ip.bias",
        ])
      #expect(tensors[0]["mean"] as? Double == 1)
    }
  }

  /// Nets whose data have no size, and solvers.
  @Test func listsFilesForTraining() throws {
    try Workplace.with { place in
      let data = """
        layers { name: "d" type: DATA top: "d" top: "l" include { phase: TRAIN } }
        layers { name: "d" type: DATA top: "d" top: "l" include { phase: TEST } }
        layers { name: "loss" type: SOFTMAX_LOSS bottom: "d" bottom: "l" }
        """
      try place.write(data.utf8, to: "train.prototxt")
      try place.write("base_lr: 0.01 lr_policy: \"fixed\"".utf8, to: "solver.prototxt")
      let net = try place.run("inspect", "train.prototxt")
      #expect(net.code == 0 && net.lines.contains("  version: V1"), "\(net)")
      #expect(net.errors.contains("does not say the size of its data"))
      #expect(net.lines.contains { $0.hasPrefix("d ") && $0.contains("  TEST  ") })
      let solver = try place.run("inspect", "solver.prototxt")
      #expect(solver.lines.contains("  base_lr: 0.01") && solver.lines.contains("  kind: solver"))
      expectError(
        try place.run("predict", "solver.prototxt", "--sample", "a.png"), 1,
        "is a solver, not a net")
    }
  }

  @Test(.requiresTestData("models/caffe-more/cifar10-full"))
  func meansByChannel() throws {
    let folder = try #require(TestData.url("models/caffe-more/cifar10-full"))
    try Workplace.with { place in
      let found = try place.run(
        "inspect", folder.appending(path: "ilsvrc_2012_mean.binaryproto").path)
      #expect(found.output.contains("means of the channels: 104.00"))
      #expect(found.output.contains("[3, 256, 256]"))
    }
  }
}
