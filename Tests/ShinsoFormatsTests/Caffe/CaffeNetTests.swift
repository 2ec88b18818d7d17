import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoFormats

/// Nets of every age in text.
@Suite struct CaffeNetTests {
  private func net(_ text: String) throws -> CaffeNet {
    try CaffeNet(prototxt: MemorySource(Array(text.utf8), name: "net.prototxt"))
  }

  @Test func today() throws {
    let net = try net(
      """
      name: "small" # a comment with { braces
      layer { name: "data" type: "Input" top: "data"
              input_param: < shape { dim: [1, 3, 8, 8] } > }
      layer {
        name: 'conv' type: "Conv" "olution" bottom: "data" top: "conv"
        param { lr_mult: 1 } param { lr_mult: 2 decay_mult: 0 }
        convolution_param { num_output: 4; kernel_size: 3, engine: CAFFE }
      }
      """)
    #expect(net.name == "small")
    #expect(net.layers.map(\.type) == ["Input", "Convolution"])
    #expect(net.layers[0].parameter.inputParam.shape[0].dim == [1, 3, 8, 8])
    let conv = net.layers[1]
    #expect(conv.bottoms == ["data"] && conv.tops == ["conv"] && conv.blobs.isEmpty)
    #expect((0...2).map(conv.rateFactor) == [1, 2, 1])
    #expect((0...2).map(conv.decayFactor) == [1, 0, 1])
    #expect(conv.parameter.convolutionParam.kernelSize == [3])
  }

  @Test func layersByNumber() throws {
    let net = try net(
      """
      input: "data" input_dim: 1 input_dim: 1 input_dim: 28 input_dim: 28
      layers { name: "conv1" type: CONVOLUTION bottom: "data" top: "conv1"
               blobs_lr: 1 blobs_lr: 2 weight_decay: 1 weight_decay: 0 param: "w"
               convolution_param { num_output: 20 kernel_size: 5 } }
      layers { bottom: "conv1" top: "prob" name: "prob" type: SOFTMAX_LOSS }
      """)
    #expect(net.layers.map(\.type) == ["Input", "Convolution", "SoftmaxWithLoss"])
    #expect(net.layers[0].parameter.inputParam.shape[0].dim == [1, 1, 28, 28])
    #expect((0...1).map(net.layers[1].rateFactor) == [1, 2])
    #expect((0...1).map(net.layers[1].decayFactor) == [1, 0])
    #expect(net.layers[1].parameter.param.map(\.name) == ["w", ""])
  }

  /// The first form: everything in one message, and zeros around an image by a layer of their own.
  @Test func oldest() throws {
    let net = try net(
      """
      layers { layer { name: "data" type: "data" source: "s" batchsize: 2 scale: 0.5 meanfile: "m" }
               top: "data" top: "label" }
      layers { layer { name: "pad1" type: "padding" pad: 2 } bottom: "data" top: "pad1" }
      layers { layer { name: "conv1" type: "conv" num_output: 6 kernelsize: 5 stride: 2 group: 3
                       biasterm: false blobs_lr: 1. blobs_lr: 2.
                       weight_filler { type: "gaussian" std: 0.01 } }
               bottom: "pad1" top: "conv1" }
      layers { layer { name: "pool1" type: "pool" pool: AVE kernelsize: 3 }
               bottom: "conv1" top: "pool1" }
      layers { layer { name: "norm1" type: "lrn" local_size: 3 alpha: 0.1 }
               bottom: "pool1" top: "norm1" }
      layers { layer { name: "ip" type: "innerproduct" num_output: 7 } bottom: "norm1" top: "ip" }
      layers { layer { name: "drop" type: "dropout" dropout_ratio: 0.3 } bottom: "ip" top: "ip" }
      """)
    #expect(
      net.layers.map(\.type) == [
        "Data", "Convolution", "Pooling", "LRN", "InnerProduct", "Dropout",
      ])
    #expect(net.layers[0].parameter.transformParam.scale == 0.5)
    #expect(net.layers[0].parameter.transformParam.meanFile == "m")
    let conv = net.layers[1].parameter.convolutionParam
    #expect(net.layers[1].bottoms == ["data"])
    #expect(conv.pad == [2] && conv.stride == [2] && conv.group == 3 && !conv.biasTerm)
    #expect(conv.weightFiller.type == "gaussian" && net.layers[1].rateFactor(1) == 2)
    #expect(net.layers[2].parameter.poolingParam.pool == .ave)
    #expect(net.layers[3].parameter.lrnParam.localSize == 3)
    #expect(net.layers[4].parameter.innerProductParam.numOutput == 7)
    #expect(net.layers[5].parameter.dropoutParam.dropoutRatio == 0.3)
  }

  @Test func phasesLevelsAndStages() throws {
    let net = try net(
      """
      layer { name: "a" type: "A" include { phase: TRAIN } }
      layer { name: "b" type: "B" include { phase: TEST not_stage: "deploy" } }
      layer { name: "c" type: "C" exclude { phase: TEST } exclude { stage: "deploy" } }
      layer { name: "d" type: "D" include { min_level: 1 max_level: 2 } }
      layer { name: "e" type: "E" phase: TRAIN }
      layer { name: "f" type: "F" }
      """)
    func names(_ net: CaffeNet) -> String { net.layers.map(\.name).joined() }
    #expect(names(net.in(.training)) == "acef")
    #expect(names(net.in(.test)) == "bf")
    #expect(names(net.in(.test, stages: ["deploy"])) == "f")
    #expect(names(net.in(.training, level: 2, stages: ["deploy"])) == "adef")
  }

  @Test(arguments: [
    (
      "layer { name: \"a\"\n type: \"Pooling\"\n pooling_param {\n kernel: 2 } }",
      "line 4: kernel: no such field is known here"
    ),
    (
      "layer { name: \"a\"\n type: \"Convolution\"\n convolution_param {\n num_output: 2x } }",
      "line 4: num_output: this value does not fit"
    ),
    ("\nlayers { type: NOTHING }", "line 2: type: this value is none of those known"),
    ("layer {\n name: \"a\"", "line 1: this brace is not closed"),
    ("layer { name: \"a\n\" }", "line 1: this string is not closed"),
    ("name: \"x\"", "describes no layers"),
    ("layer { name: a }", "line 1: name: this is not protobuf text"),
    ("layer: 3", "line 1: layer must be followed by braces"),
    ("layer { } }", "line 1: '}' is not expected here"),
    (
      "input: \"a\" input_dim: 3 layer { }",
      "has 1 input with 1 value of input_dim; it takes four for each"
    ),
    ("layers { layer { name: \"a\" type: \"b\" } }", "layer 'a' is of the unknown type 'b'"),
  ])
  func problems(_ text: String, _ expected: String) {
    let found = problem {
      let net = try net(text)
      if let problem = net.layers.first?.problem { throw problem }
    }
    #expect(found == "net.prototxt: \(expected)")
  }

  /// Of a layer that nobody knows, what makes it is not known either: it matters only if it is used.
  @Test func unknownLayerForTrainingAlone() throws {
    let net = try net(
      """
      layer { name: "loss" type: "MultiBoxLoss" multibox_loss_param { overlap: 0.5 deep { a: [1] } }
              include { phase: TRAIN } }
      layer { name: "relu" type: "ReLU" }
      """)
    #expect(net.layers[0].problem != nil && net.layers[1].problem == nil)
    #expect(net.in(.test).layers.map(\.name) == ["relu"])
  }

  @Test(arguments: [
    ("layer { name: \"a\" type: \"ReLU\" }", CaffeNet.Version.v2),
    ("layers { name: \"a\" type: RELU }", .v1),
    ("layers { layer { name: \"a\" type: \"relu\" } }", .v0),
  ]) func versions(_ text: String, _ version: CaffeNet.Version) throws {
    #expect(try net(text).version == version)
  }

  @Test func nestingIsBounded() {
    let deep = String(repeating: "a {", count: 100_000) + String(repeating: "}", count: 100_000)
    #expect(throws: InputError.self) { try net("layer { \(deep) }") }
    #expect(throws: InputError.self) { try net(deep) }
  }

  @Test func writesWhatItReads() throws {
    let text = """
      name: "n"
      layer { name: "c" type: "Convolution" bottom: "x" top: "y" param { lr_mult: 0.5 }
              convolution_param { num_output: 2 kernel_size: 3 weight_filler { std: 0.01 } } }
      """
    let first = try net(text)
    let second = try net(first.prototxt)
    #expect(second.name == "n" && first.prototxt == second.prototxt)
    #expect(first.layers.map(\.parameter) == second.layers.map(\.parameter))
  }
}
