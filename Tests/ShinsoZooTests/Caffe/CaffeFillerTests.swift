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

/// First weights.
@Suite(.serialized) struct CaffeFillerTests: CaffeTrainingSuite {
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
}
