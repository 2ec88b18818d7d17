import Foundation
import ShinsoFormats
import ShinsoNN
import ShinsoSchemas
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoZoo

/// What cannot be a net here is refused by name.
@Suite(.serialized) struct CaffeRefusalTests: CaffeLayerSuite {
  @Test func everyLayerNeedsABottom() {
    let types = CaffeImporter.maps.keys.filter { !CaffeImporter.inputTypes.contains($0) }
    #expect(types.count > 30)
    for type in types {
      let text = "layer { name: \"l\" type: \"\(type)\" top: \"l\" }"
      #expect(
        problem { try run(text, [:], .zeros([1, 2])) }
          == "/net.prototxt: layer 'l' (\(type)): has no bottom")
    }
  }

  @Test(arguments: [
    ("Frob", "", "layer 'l' is of the type 'Frob', which is not known"),
    (
      "Pooling", "pooling_param { pool: STOCHASTIC kernel_size: 2 }",
      "layer 'l' (Pooling): stochastic pooling is not known"
    ),
    ("Pooling", "", "layer 'l' (Pooling): does not say its kernel_size"),
    (
      "Convolution", "convolution_param { num_output: 2 kernel_size: 2 stride: 4294967295 }",
      "layer 'l' (Convolution): the stride 4294967295×4294967295 is too large"
    ),
    (
      "Pooling", "pooling_param { kernel_size: 1 stride: 2 }",
      "layer 'l' (Pooling): its last window would start beyond its bottom [1, 4, 8, 8]"
    ),
    (
      "Pooling", "pooling_param { kernel_size: 2 kernel_h: 3 kernel_w: 3 }",
      "layer 'l' (Pooling): says its kernel_size twice"
    ),
    ("LRN", "lrn_param { local_size: 4 }", "layer 'l' (LRN): its local_size is not odd"),
    ("Concat", "concat_param { axis: 7 }", "layer 'l' (Concat): input [1, 4, 8, 8] has no axis 7"),
    (
      "Convolution", "convolution_param { num_output: 2 kernel_size: 3 group: 3 }",
      "layer 'l' (Convolution): 4 channels and 2 outputs do not divide into 3 groups"
    ),
    (
      "Convolution", "convolution_param { num_output: 2 kernel_size: 3 kernal: 3 }",
      "line 2: kernal: no such field is known here"
    ),
    (
      "InnerProduct", "inner_product_param { num_output: 4294967295 }",
      "layer 'l': a weight of the shape [4294967295, 256] cannot be made"
    ),
    (
      "Dropout", "dropout_param { dropout_ratio: 1 }",
      "layer 'l' (Dropout): the probability 1.0 must be at least 0 and below 1"
    ),
  ])
  func refuses(_ type: String, _ parameters: String, _ expected: String) {
    let found = problem { try run(layer(type, parameters), [:], .zeros([1, 4, 8, 8])) }
    #expect(found.hasSuffix(expected), "\(found)")
  }

  @Test func unknownBottom() {
    #expect(
      problem { try run(layer("ReLU", bottoms: "z"), [:], .zeros([1, 2])) }
        == "/net.prototxt: layer 'l' (ReLU): takes 'z', which no layer before it makes")
  }

  /// All that does not fit is listed.
  @Test func weightsThatDoNotFit() {
    let text = """
      layer { name: "a" type: "Convolution" bottom: "x" top: "a"
              convolution_param { num_output: 2 kernel_size: 3 } }
      layer { name: "b" type: "InnerProduct" bottom: "a" top: "b"
              inner_product_param { num_output: 3 } }
      layer { name: "c" type: "PReLU" bottom: "b" top: "c" }
      layer { name: "d" type: "ReLU" bottom: "c" top: "d" }
      """
    let blobs: [String: [Tensor]] = [
      "a": [.zeros([2, 4, 2, 2]), .zeros([2])], "b": [.zeros([3, 72]), .zeros([3]), .zeros([1])],
      "d": [.zeros([1])],
    ]
    #expect(
      problem { try run(text, blobs, .zeros([1, 4, 8, 8])) }
        == "/net.caffemodel: does not fit the net: a's weight has the shape [2, 4, 2, 2], not "
        + "[2, 4, 3, 3]; c lacks its weight [3]; b has 3 blobs, not 2; d has 1 blob, not 0")
  }
}
