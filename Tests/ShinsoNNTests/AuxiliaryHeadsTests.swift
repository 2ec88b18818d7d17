import ShinsoNN
import ShinsoTensor
import Testing

@Suite(.serialized) struct AuxiliaryHeadsTests {
  /// Two layers, with a head on the first one's output.
  private final class Net: Module, AuxiliaryHeads {
    let first = Linear(4, 3, activation: .tanh)
    let second = Linear(3, 2)
    let head = Linear(3, 2)

    var heads: [any TensorLayer] { [head] }
    let headWeight = 0.3

    func forwardWithTaps(_ x: Tensor) -> (logits: Tensor, taps: [Tensor]) {
      let h = first(x)
      return (second(h), [h])
    }
  }

  private let net = Net()
  private let x = Initializer.uniform(1).make([5, 4], 1, 1, RandomKey(seed: 1, counter: 0))
  private let labels = Tensor([0, 1, 1, 0, 1] as [Int64])

  @Test func aPlainCallLeavesThemOut() {
    let gradients = softmaxCrossEntropy(net(x), labels).gradients()
    #expect(gradients[net.first.weight] != nil && gradients[net.second.weight] != nil)
    #expect(gradients[net.head.weight] == nil)
    let (logits, auxiliary) = net.callWithHeads(x)
    #expect(logits.scalars(as: Float.self) == net(x).scalars(as: Float.self))
    #expect(auxiliary.map { $0.scalars(as: Float.self) } == [net.head(net.first(x)).scalars()])
  }

  @Test(arguments: [0, 0.1]) func theLossIsAWeightedSum(smoothing: Double) {
    let (loss, logits) = classificationLoss(net, x, labels, smoothing: smoothing)
    func cost(_ logits: Tensor) -> Double {
      softmaxCrossEntropy(logits, labels, smoothing: smoothing).item()
    }
    #expect(logits.shape == [5, 2])
    #expect(abs(loss.item() - (cost(net(x)) + 0.3 * cost(net.head(net.first(x))))) < 1e-6)
    let gradients = loss.gradients()
    #expect(net.parameters.allSatisfy { gradients[$0.value] != nil })
  }

  @Test func aNetWithoutHeadsHasItsOwnLoss() {
    let plain = Linear(4, 2)
    let (loss, logits) = classificationLoss(plain, x, labels)
    #expect(loss.item() == softmaxCrossEntropy(logits, labels).item())
  }

  @Test func hooksGetTheLogits() {
    var shapes: [Shape] = []
    let hook = net.onForward { _, output in if let y = output as? Tensor { shapes.append(y.shape) }
    }
    defer { net.removeHook(hook) }
    _ = net.callWithHeads(x)
    #expect(shapes == [[5, 2]])
  }

  @Test func theyAreNotCounted() {
    #expect(net.parameterCount == 15 + 8 + 8)
    #expect(net.evaluationParameterCount == 15 + 8)
    #expect(Linear(4, 2).evaluationParameterCount == 10)
    let total = net.summary(input: [1, 4]).split(separator: "\n").last
    #expect(total?.contains(" 23 ") == true, "\(total ?? "")")
  }
}
