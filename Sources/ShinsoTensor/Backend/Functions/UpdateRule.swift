/// The update of a parameter p with gradient g in one step. `decay` first adds decay · p to g,
/// unless it is decoupled. The tensors named as slots are kept for each parameter and start as
/// zeros.
public enum UpdateRule: Sendable, Hashable {
  /// `v = momentum · v + g; p -= rate · v`, or with `nesterov` `p -= rate (g + momentum · v)`.
  /// Slots: v, or none if momentum is 0. g is multiplied by `scale` before decay is added.
  case sgd(
    rate: Double, momentum: Double = 0, decay: Double = 0, nesterov: Bool = false,
    scale: Double = 1)
  /// Kingma & Ba, ICLR 2015, algorithm 1; with `decoupled`, p is first multiplied by
  /// 1 - rate · decay (Loshchilov & Hutter, ICLR 2019). `count` is the number of the step, from 1.
  /// Slots: the first and the second moment.
  case adam(
    rate: Double, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    decay: Double = 0, decoupled: Bool = false, count: Int)
  /// `s += g²; p -= rate · g / (√s + epsilon)`. Slots: s.
  case adaGrad(rate: Double, epsilon: Double, decay: Double = 0)
  /// `s = alpha · s + (1 - alpha) g²; p -= rate · g / (√s + epsilon)`. Slots: s.
  case rmsProp(rate: Double, alpha: Double, epsilon: Double, decay: Double = 0)
  /// `s = rho · s + (1 - rho) g²; d = √(u + epsilon) / √(s + epsilon) · g;
  /// u = rho · u + (1 - rho) d²; p -= rate · d`. Slots: s, u.
  case adadelta(rate: Double, rho: Double, epsilon: Double, decay: Double = 0)
}
