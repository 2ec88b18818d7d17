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

/// Updates are those that Caffe makes.
@Suite(.serialized) struct CaffeUpdateTests: CaffeTrainingSuite {
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

  /// The adaptive steps, written as Caffe's sources have them; h, u and v are its histories.
  @Test(arguments: ["AdaGrad", "RMSProp", "AdaDelta", "Adam"])
  func adaptiveSteps(_ method: String) throws {
    let (momentum, momentum2, decay) = (0.9, 0.999, 0.95)
    // Where Caffe adds Adam's delta tells only if it is large.
    let delta = method == "Adam" ? 1e-8 : 1e-3
    let rate = 2 * (method == "AdaDelta" ? 10 : 0.1)
    var (w, h, u, v) = (0.0, 0.0, 0.0, 0.0)
    let expected = (1...5).map { step -> Double in
      let gradient = w - 1
      switch method {
      case "AdaGrad":
        h += gradient * gradient
        w -= rate * gradient / (h.squareRoot() + delta)
      case "RMSProp":
        h = decay * h + (1 - decay) * gradient * gradient
        w -= rate * gradient / (h.squareRoot() + delta)
      case "AdaDelta":
        h = momentum * h + (1 - momentum) * gradient * gradient
        let change = gradient * ((u + delta) / (h + delta)).squareRoot()
        u = momentum * u + (1 - momentum) * change * change
        w -= rate * change
      default:
        h = momentum * h + (1 - momentum) * gradient
        v = momentum2 * v + (1 - momentum2) * gradient * gradient
        let correction =
          (1 - pow(momentum2, Double(step))).squareRoot() / (1 - pow(momentum, Double(step)))
        w -= rate * correction * h / (v.squareRoot() + delta)
      }
      return w
    }
    let options = ["AdaDelta", "Adam"].contains(method) ? "momentum: 0.9" : "rms_decay: 0.95"
    let found = try weights(
      "type: \"\(method)\" lr_policy: \"fixed\" base_lr: \(rate / 2) delta: \(delta) \(options)",
      updates: expected.count)
    for (found, expected) in zip(found, expected) { #expect(abs(found - expected) < 1e-5) }
  }

  /// Two of four labels are ignored.
  @Test(
    arguments: [
      ("", 1), ("normalization: VALID", 1), ("normalization: FULL", 0.5),
      ("normalization: BATCH_SIZE", 0.5), ("normalization: NONE", 2), ("normalize: true", 1),
      ("normalize: false", 0.5), ("normalize: false normalization: NONE", 2),
    ] as [(String, Double)])
  func normalizesLosses(_ parameters: String, _ share: Double) throws {
    let net = """
      layer { name: "data" type: "Data" top: "data" top: "label" data_param { batch_size: 4 } }
      layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip"
              inner_product_param { num_output: 3 } }
      layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss"
              loss_param { ignore_label: 7 \(parameters) } }
      """
    let training = try training(
      "base_lr: 0.1 lr_policy: \"fixed\" max_iter: 9", net: net, sampleShape: [1, 1, 1])
    let samples = TensorDataset(
      .ones([4, 1, 1, 1]), labels: [0, 7, 7, 2], classNames: (0..<8).map(String.init))
    let updater = training.updater(
      train: DataLoader(samples, batchSize: 4), test: DataLoader(samples, batchSize: 4),
      identity: [:])
    // All weights are 0: each label that counts costs log 3.
    let loss = try #require(try updater.update(0)[.loss])
    #expect(abs(loss - share * log(3)) < 1e-5)
    // The gradient of the first output is (p - t) over the same divisor, summed over the samples.
    let bias: [Float] = training.model.parameters[1].value.detached.scalars()
    #expect(abs(Double(bias[1]) + 0.1 * share / 3) < 1e-5)
  }
}
