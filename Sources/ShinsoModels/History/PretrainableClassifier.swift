import ShinsoNN
import ShinsoTensor

/// Sigmoid units below a softmax, as Hinton & Salakhutdinov (Science 313, 2006, supporting material)
/// fine-tune after pretraining: `[N, 784]` to logits `[N, 10]`, 784-500-500-2000-10 with 1,665,010
/// parameters.
///
/// The authors fine-tune by conjugate gradients, the output layer alone at first. Plain descent does:
/// ``SGD`` with rate 0.3, momentum 0.9 and batches of 100, the rate falling to 0 in a straight line
/// over 20 epochs, without decay, dropout or early stopping.
public final class PretrainableClassifier: Module, Layer {
  public let hidden: [Linear]
  public let output: Linear

  /// Random weights from N(0, 0.1²), biases 0: what pretraining is compared with.
  public init(_ inputs: Int, hidden sizes: [Int], classes: Int) {
    let widths = [inputs] + sizes
    hidden = zip(widths, sizes).map {
      Linear(
        $0, $1, activation: .sigmoid, initializer: .normal(standardDeviation: 0.1),
        biasInitializer: .zeros)
    }
    output = Linear(
      widths[widths.count - 1], classes, initializer: .normal(standardDeviation: 0.1),
      biasInitializer: .zeros)
    super.init()
  }

  /// The network whose hidden layers are those of a stack of binary machines. The output layer is
  /// random.
  public convenience init(pretrained stack: DeepBeliefNetwork, classes: Int) {
    let machines = stack.machines
    self.init(
      machines[0].weight.shape[1], hidden: machines.map { $0.weight.shape[0] }, classes: classes)
    for (machine, layer) in zip(machines, hidden) {
      layer.weight.assign(machine.weight.detached)
      layer.bias?.assign(machine.hiddenBias.detached)
    }
  }

  public func forward(_ x: Tensor) -> Tensor { output(hidden.reduce(x) { $1($0) }) }
}
