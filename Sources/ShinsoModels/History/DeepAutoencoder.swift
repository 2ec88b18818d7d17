import ShinsoNN
import ShinsoTensor

/// Hinton & Salakhutdinov, "Reducing the dimensionality of data with neural networks", Science 313,
/// 2006: sigmoid units down to a linear code and the mirror image back up. Input `[N, 784]` from 0
/// to 1, code `[N, 30]`, logits of the pixels `[N, 784]`. 2,837,314 parameters: unrolled, the decoder has
/// the transposed weights of the encoder, and from then on weights of its own.
///
/// The authors fine-tune by conjugate gradients on batches of 1000. ``Adam`` with rate 0.001 and
/// batches of 100, the rate falling to 0 in a straight line over 30 epochs, takes their place.
public final class DeepAutoencoder: Module, Layer {
  let encoder: [Linear]
  let decoder: [Linear]

  /// Random weights from N(0, 0.1²), biases 0: what pretraining is compared with.
  /// - Parameter sizes: units from the data to the code.
  public init(_ sizes: [Int] = [784, 1000, 500, 250, 30]) {
    precondition(sizes.count > 1, "DeepAutoencoder: \(sizes) are not two layers")
    encoder = Self.layers(sizes)
    decoder = Self.layers(sizes.reversed())
    super.init()
  }

  /// The network that a stack, with Gaussian units at its top, unrolls to.
  public convenience init(unrolling stack: DeepBeliefNetwork) {
    let machines = stack.machines
    self.init([machines[0].weight.shape[1]] + machines.map { $0.weight.shape[0] })
    unroll(machines)
  }

  /// Codes `[N, 30]`.
  public func encode(_ x: Tensor) -> Tensor { encoder.reduce(x) { $1($0) } }

  /// The logits of the pixels `[N, 784]` for codes.
  public func decode(_ codes: Tensor) -> Tensor { decoder.reduce(codes) { $1($0) } }

  public func forward(_ x: Tensor) -> Tensor { decode(encode(x)) }

  /// The pixels, from 0 to 1.
  public func reconstruct(_ x: Tensor) -> Tensor { sigmoid(self(x)) }

  /// What training lowers: the cross-entropy between pixels, as probabilities, and their
  /// reconstructions, summed over the pixels, mean over the batch.
  public func loss(_ x: Tensor) -> Tensor { sigmoidCrossEntropy(self(x), x) * Double(x.shape[1]) }

  /// The last layer is linear: the code, or the logits of the pixels.
  private static func layers(_ sizes: [Int]) -> [Linear] {
    zip(sizes, sizes.dropFirst()).enumerated().map { index, size in
      Linear(
        size.0, size.1, activation: index == sizes.count - 2 ? .identity : .sigmoid,
        initializer: .normal(standardDeviation: 0.1), biasInitializer: .zeros)
    }
  }

  private func unroll(_ machines: [RestrictedBoltzmannMachine]) {
    for ((machine, up), down) in zip(zip(machines, encoder), decoder.reversed()) {
      up.weight.assign(machine.weight.detached)
      up.bias?.assign(machine.hiddenBias.detached)
      down.weight.assign(machine.weight.detached.transposed(0, 1))
      down.bias?.assign(machine.visibleBias.detached)
    }
  }
}
