import ShinsoNN
import ShinsoTensor

/// Ways to propagate a unit back to the picture. They differ in what a relu passes on of the gradient
/// that arrives at its output (Springenberg, Dosovitskiy, Brox & Riedmiller, "Striving for
/// simplicity", ICLR workshop 2015, figure 1 and section 3.4).
public enum Saliency: String, Sendable, CaseIterable {
  /// Where its output is positive: the derivative itself (Simonyan, Vedaldi & Zisserman, "Deep inside
  /// convolutional networks", ICLR workshop 2014).
  case gradient
  /// Where the gradient is positive, whatever the output was (Zeiler & Fergus, "Visualizing and
  /// understanding convolutional networks", ECCV 2014). Max pooling sends it to where the maximum was.
  case deconvnet
  /// Where both are positive.
  case guided

  /// - Parameter functions: that are cut off at 0 below.
  func rules(_ functions: Set<UnaryFunction>) -> [OpName: GradientRule] {
    if self == .gradient { return [:] }
    return Dictionary(
      functions.map { ($0.opName, self == .guided ? .guided($0) : .deconvnet) },
      uniquingKeysWith: { first, _ in first })
  }
}

extension NetworkView {
  /// Whether the ways to propagate back differ: whether it has relus.
  public var hasRelus: Bool { !rectifiers.isEmpty }

  /// How a unit depends on each value of a picture, `[C, H, W]`: of a map, its greatest element. The
  /// result is not divided by the deviations with which pictures are normalized.
  ///
  /// - Throws: `InputError` for a unit that the network does not have.
  public func saliency(_ way: Saliency, of unit: Unit, for sample: Sample) throws -> Tensor {
    try saliency(way, of: unit, at: sample.input)
  }

  func saliency(_ way: Saliency, of unit: Unit, at input: Tensor) throws -> Tensor {
    let x = input.watched()
    let value = try value(of: unit, reading: .strongest)(x)
    let options = BackwardOptions(rules: way.rules(rectifiers))
    return gradients(of: value, withRespectTo: x, options).squeezed(0)
  }

  /// The functions in it that are cut off at 0 below.
  var rectifiers: Set<UnaryFunction> {
    Set(graph.nodes.compactMap { Self.function(of: $0.op) }.filter(Self.isRectifier))
  }

  private static func function(of op: any Op) -> UnaryFunction? {
    switch op {
    case let op as UnaryOp: op.function
    case let op as any EpilogueOp: op.activation.function
    case let op as BatchNormInferenceOp: op.activation.function
    default: nil
    }
  }

  private static func isRectifier(_ function: UnaryFunction) -> Bool {
    switch function {
    case .relu, .relu6: true
    case .clamp(let lower, _): lower == 0
    default: false
    }
  }
}
