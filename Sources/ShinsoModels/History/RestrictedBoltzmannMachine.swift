import ShinsoNN
import ShinsoTensor

/// Two layers of stochastic units, every visible one connected to every hidden one, with the energy
/// `E(v, h) = -b·v - c·h - h·W·v` (plus `|h|² / 2` for Gaussian hidden units). Smolensky, in
/// "Parallel distributed processing" 1, 1986; trained by contrastive divergence after Hinton,
/// Neural Computation 14, 2002.
///
/// As a layer it maps visible units `[N, visible]` to the means of the hidden ones `[N, hidden]`,
/// which are the data of the next machine in a stack.
///
/// The step of Hinton & Salakhutdinov's own program, `Δ = momentum · Δ + rate · (gradient - decay · p)`,
/// is that of ``SGD`` as long as the rate is constant, so a machine is trained by the ordinary
/// optimizer:
///
/// ```swift
/// let machine = RestrictedBoltzmannMachine(784, 1000)
/// let optimizer = SGD(learningRate: 0.1, momentum: 0.5, weightDecay: 2e-4)
/// let step = machine.contrastiveDivergence(images)
/// optimizer.update(machine, with: step.gradients)
/// ```
public final class RestrictedBoltzmannMachine: Module, Layer {
  /// What the visible units are in the negative phase. Their data may be probabilities in both.
  public enum VisibleUnits: Sendable { case probability, binary }

  /// Gaussian units are linear with variance 1.
  public enum HiddenUnits: Sendable { case binary, gaussian }

  /// `[hidden, visible]`, as a linear layer's. It alone decays.
  public let weight: Parameter
  /// `[visible]`.
  public let visibleBias: Parameter
  /// `[hidden]`.
  public let hiddenBias: Parameter
  public let visibleUnits: VisibleUnits
  public let hiddenUnits: HiddenUnits

  /// Weights from N(0, 0.1²) and biases of 0, as in the authors' program.
  public init(
    _ visible: Int, _ hidden: Int, visibleUnits: VisibleUnits = .probability,
    hiddenUnits: HiddenUnits = .binary
  ) {
    self.visibleUnits = visibleUnits
    self.hiddenUnits = hiddenUnits
    weight = Parameter(
      .normal(standardDeviation: 0.1), [hidden, visible], fanIn: visible, fanOut: hidden)
    visibleBias = Parameter(.zeros([visible]))
    hiddenBias = Parameter(.zeros([hidden]))
    super.init()
    visibleBias.decayFactor = 0
    hiddenBias.decayFactor = 0
  }

  /// The means of the hidden units given the visible ones: probabilities of binary units.
  public func forward(_ visible: Tensor) -> Tensor {
    linear(visible, weight.tensor, hiddenBias.tensor, activation: hiddenActivation)
  }

  /// The probabilities of the visible units `[N, visible]` given the hidden ones `[N, hidden]`.
  /// No gradient flows.
  public func reconstruct(_ hidden: Tensor) -> Tensor {
    // The backward pass of `forward` multiplies by the weights as they lie, packed for it.
    let product = hidden.device.backend.linearBackwardInput(
      hidden.detached, weight: weight.detached)
    return sigmoid(product + visibleBias.detached)
  }

  /// States of the hidden units, drawn independently around their means.
  public func sampleHidden(means: Tensor, key: RandomKey) -> Tensor {
    switch hiddenUnits {
    case .binary: sampleBits(means, key)
    case .gaussian:
      means + means.device.backend.normal(means.shape, mean: 0, standardDeviation: 1, key: key)
    }
  }

  private var hiddenActivation: Activation { hiddenUnits == .binary ? .sigmoid : .identity }

  private func sampleBits(_ probabilities: Tensor, _ key: RandomKey) -> Tensor {
    let draws = probabilities.device.backend.uniform(
      probabilities.shape, lower: 0, upper: 1, key: key)
    return (draws .< probabilities).cast(to: probabilities.dtype)
  }
}

// MARK: - Learning

extension RestrictedBoltzmannMachine {
  /// What one batch says about the parameters.
  public struct Step: Sendable {
    /// To be descended, as those of a loss.
    public let gradients: Gradients
    /// The squared error of the first reconstruction, summed over the visible units, mean over the
    /// batch.
    public let reconstructionError: Double
  }

  /// CD-k: the means over the batch of `h·v` with the data and with its reconstruction after
  /// `steps` rounds of Gibbs sampling, one minus the other. As in the authors' program, the hidden
  /// units' states are drawn where they drive the visible ones, and their means count.
  ///
  /// The same state of `generator` gives the same bits.
  /// - Parameter batch: `[N, visible]`, values from 0 to 1.
  public func contrastiveDivergence(
    _ batch: Tensor, steps: Int = 1, generator: RandomGenerator = .shared
  ) -> Step {
    precondition(steps > 0, "RestrictedBoltzmannMachine: \(steps) steps")
    return withoutGradients {
      let dataHidden = self(batch)
      var (visible, hidden) = (batch, dataHidden)
      var error = 0.0
      for step in 0..<steps {
        visible = reconstruct(sampleHidden(means: hidden, key: generator.next()))
        if step == 0 { error = reconstructionError(visible, batch).item() }
        if visibleUnits == .binary { visible = sampleBits(visible, generator.next()) }
        hidden = self(visible)
      }
      return Step(
        gradients: gradients((batch, dataHidden), (visible, hidden)), reconstructionError: error)
    }
  }

  private func gradients(
    _ data: (visible: Tensor, hidden: Tensor), _ model: (visible: Tensor, hidden: Tensor)
  ) -> Gradients {
    let share = 1 / Double(data.visible.shape[0])
    // One product of twice the length for the difference of two.
    let visible = concatenate([data.visible, model.visible], axis: 0)  // [2N, V]
    let hidden = concatenate([data.hidden * -share, model.hidden * share], axis: 0)  // [2N, H]
    var gradients = Gradients()
    gradients[weight] = .dense(
      visible.device.backend.linearBackwardWeight(hidden, x: visible, weight: weight.detached))
    gradients[visibleBias] = .dense((model.visible - data.visible).mean(axes: 0))
    gradients[hiddenBias] = .dense(hidden.sum(axes: 0))
    return gradients
  }
}
