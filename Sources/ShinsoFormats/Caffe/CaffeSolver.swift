import Foundation
import ShinsoSchemas
import ShinsoTensor

/// How Caffe trains a net: its solver file.
public struct CaffeSolver: Sendable {
  public enum Method: String, Sendable, CaseIterable {
    case sgd = "SGD"
    case nesterov = "Nesterov"
    case adaGrad = "AdaGrad"
    case rmsProp = "RMSProp"
    case adaDelta = "AdaDelta"
    case adam = "Adam"
  }

  /// What the weight decay pulls down: the sum of squares, or of absolute values.
  public enum Regularization: String, Sendable, CaseIterable {
    case l1 = "L1"
    case l2 = "L2"
  }

  public var method: Method
  public var baseRate: Double
  public var policy: CaffeRatePolicy
  /// Of AdaDelta it is the decay of the averages, of Adam β₁.
  public var momentum: Double
  /// Adam's β₂.
  public var momentum2: Double
  /// Keeps the adaptive methods from dividing by zero.
  public var delta: Double
  public var rmsDecay: Double
  public var weightDecay: Double
  public var regularization: Regularization
  /// The greatest norm of all gradients together, before they are divided by `accumulation`.
  public var gradientLimit: Double?
  /// Batches whose gradients are added up for an update (`iter_size`).
  public var accumulation: Int
  public var iterations: Int

  public var training: CaffeNet
  /// Files whose layers the nets' layers of the same names start from, later ones over earlier ones.
  public var weights: [URL]
  /// The net that tests run on and their batches.
  public var test: (net: CaffeNet, batches: Int)?
  /// Updates between tests, 0 for none.
  public var testInterval: Int
  public var testsAtStart: Bool

  /// Updates between snapshots, 0 for none but the last.
  public var snapshotInterval: Int
  public var snapshotPrefix: String
  public var snapshotsAtEnd: Bool
  /// Updates between lines of the log, 0 for none.
  public var displayInterval: Int
  public var seed: UInt64?

  /// The learning rate of an update, counted from 0.
  public func rate(at update: Int) -> Double {
    baseRate * policy.factor(at: update, of: iterations)
  }
}
