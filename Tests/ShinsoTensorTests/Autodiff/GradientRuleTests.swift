import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct GradientRuleTests {
    /// y = relu(x), with gradients of both signs arriving.
    private func gradient(_ rule: GradientRule?, on device: Device) -> [Double] {
      let x = Tensor([1, -1, 2, -2] as [Float], on: device).watched()
      let seed = Tensor([5, 5, -5, -5] as [Float], on: device)
      let options = BackwardOptions(rules: rule.map { [.relu: $0] } ?? [:])
      return gradients(of: relu(x), withRespectTo: x, seed: seed, options).doubles
    }

    @Test(arguments: [Device.cpu, .reference]) func replacesTheBackward(_ device: Device) {
      #expect(gradient(nil, on: device) == [5, 0, -5, 0])
      #expect(gradient(.guided, on: device) == [5, 0, 0, 0])
      #expect(gradient(.deconvnet, on: device) == [5, 5, 0, 0])
    }

    /// Where the function is cut off above, nothing passes either.
    @Test(arguments: [Device.cpu, .reference]) func guidesOtherRectifiers(_ device: Device) {
      let x = Tensor([-1, 3, 7, 2] as [Float], on: device).watched()
      let seed = Tensor([5, 5, 5, -5] as [Float], on: device)
      let options = BackwardOptions(rules: [.relu6: .guided(.relu6)])
      let found = gradients(of: relu6(x), withRespectTo: x, seed: seed, options)
      #expect(found.doubles == [0, 5, 0, 0])
    }

    /// A fused activation follows the rule like one that stands alone.
    @Test(arguments: [Device.cpu, .reference], ["guided", "deconvnet"])
    func reachesFusedActivations(_ device: Device, _ name: String) {
      let rule = name == "guided" ? GradientRule.guided : .deconvnet
      let options = BackwardOptions(rules: [.relu: rule])
      func compare(
        _ what: String, _ shape: Shape, _ layer: (Tensor, Activation) -> Tensor
      ) {
        let x = Tensor.random(shape, on: device).watched()
        let (fused, single) = (layer(x, .relu), relu(layer(x, .identity)))
        let seed = Tensor.random(fused.shape, seed: 9, on: device)
        let expected = gradients(of: single, withRespectTo: x, seed: seed, options)
        let plain = gradients(
          of: layer(x, .relu), withRespectTo: x, seed: seed, BackwardOptions(retainsTape: true))
        expectClose(
          gradients(of: fused, withRespectTo: x, seed: seed, options), expected, 1e-5, what)
        #expect(plain.doubles != expected.doubles, "\(what): the rule makes no difference")
      }
      let weight = Tensor.random([16, 8, 3, 3], seed: 2, on: device)
      compare("conv2d", [2, 8, 6, 6]) { conv2d($0, weight, padding: 1, activation: $1) }
      let matrix = Tensor.random([5, 8], seed: 3, on: device)
      compare("linear", [3, 8]) { linear($0, matrix, activation: $1) }
      let gamma = Tensor.random([8], seed: 4, on: device)
      let beta = Tensor.random([8], seed: 5, on: device)
      compare("batchNorm in training", [2, 8, 4, 4]) {
        batchNormTraining($0, gamma: gamma, beta: beta, activation: $1).y
      }
      compare("batchNorm in inference", [2, 8, 4, 4]) {
        batchNormInference(
          $0, gamma: gamma, beta: beta, mean: beta, variance: gamma.square(), activation: $1)
      }
    }

    @Test func holdsForOnePass() {
      let x = Tensor([-1] as [Float]).watched()
      let y = relu(x)
      let options = BackwardOptions(retainsTape: true, rules: [.relu: .deconvnet])
      #expect(gradients(of: y, withRespectTo: x, options).doubles == [1])
      #expect(gradients(of: y, withRespectTo: x).doubles == [0])
    }

    @Test func takesOpsOfEveryName() {
      let x = Tensor([3] as [Float]).watched()
      let straight = GradientRule { pass in [.dense(pass.gradient)] }
      let options = BackwardOptions(rules: ["square": straight])
      #expect(gradients(of: x.square(), withRespectTo: x, options).doubles == [1])
    }
  }
}
