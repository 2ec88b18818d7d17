import ShinsoNN
import ShinsoTensor

/// Restricted Boltzmann machines, each of which learns from the hidden units of the one below:
/// Hinton, Osindero & Teh, "A fast learning algorithm for deep belief nets", Neural Computation 18,
/// 2006. Trained one after the other, they are where ``DeepAutoencoder`` and
/// ``PretrainableClassifier`` start.
///
/// The recipe of Hinton & Salakhutdinov, Science 313, 2006: CD-1 on batches of 100, 50 epochs a
/// machine, rate 0.1 (0.001 for Gaussian hidden units), momentum 0.5 for five epochs and 0.9 from
/// then on, weight decay 2e-4.
public final class DeepBeliefNetwork: Module, Layer {
  /// From the data upwards.
  public let machines: [RestrictedBoltzmannMachine]

  /// - Parameters:
  ///   - sizes: units of each layer, the data's first: `[784, 1000, 500, 250, 30]`.
  ///   - top: the units of the last layer, which are Gaussian in the code of an autoencoder.
  public init(_ sizes: [Int], top: RestrictedBoltzmannMachine.HiddenUnits = .binary) {
    precondition(sizes.count > 1, "DeepBeliefNetwork: \(sizes) are not two layers")
    machines = zip(sizes, sizes.dropFirst()).enumerated().map { index, size in
      RestrictedBoltzmannMachine(
        size.0, size.1, hiddenUnits: index == sizes.count - 2 ? top : .binary)
    }
    super.init()
  }

  /// The means of the last layer, `[N, sizes.last]`.
  public func forward(_ x: Tensor) -> Tensor { machines.reduce(x) { $1($0) } }

  /// What the machine `index` learns from, for data `[N, sizes[0]]`: the means of the layer below.
  public func input(ofMachine index: Int, for x: Tensor) -> Tensor {
    withoutGradients { machines[..<index].reduce(x) { $1($0) } }
  }
}
