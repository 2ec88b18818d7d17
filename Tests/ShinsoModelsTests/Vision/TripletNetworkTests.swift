import Foundation
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import Testing

@Suite(.serialized) struct TripletNetworkTests {
  @Test func countsAndLoss() {
    RandomGenerator.shared.key = RandomKey(seed: 1, counter: 0)
    let model = TripletNetwork()
    #expect(model.parameterCount == 832 + 18_496 + 73_856)
    let a = Tensor.full(0.2, shape: [1, 1, 28, 28])
    let b = Tensor.full(0.9, shape: [1, 1, 28, 28])
    #expect(model(a).shape == [1, 128])
    // Equal distances: the softmax is (1/2, 1/2).
    let equal = model.loss(concatenate([a, b, b], axis: 0))
    #expect(abs(equal.loss.item() - 0.25) < 1e-6 && equal.accuracy == 0)
    // One distance is 0, the other d: s = 1 / (1 + e^d).
    let d = (model(a) - model(b)).norm().item()
    let near = model.loss(concatenate([a, a, b], axis: 0))
    let share = 1 / (1 + exp(Double(d)))
    #expect(abs(near.loss.item() - share * share) < 1e-5 && near.accuracy == 1)
  }

  @Test func stepsLowerTheLoss() {
    RandomGenerator.shared.key = RandomKey(seed: 2, counter: 0)
    let model = TripletNetwork()
    let optimizer = SGD(learningRate: 0.1)
    let noise = randomPictures([12, 1, 28, 28])
    let first = model.loss(noise).loss.item()
    for _ in 0..<20 { optimizer.update(model, with: model.loss(noise).loss.gradients()) }
    #expect(model.loss(noise).loss.item() < 0.5 * first)
  }
}
