import ShinsoNN
import ShinsoTensor

/// The net that learns XOR: Rumelhart, Hinton & Williams, "Learning internal representations by
/// error propagation", in Parallel Distributed Processing 1 (1986). Input `[N, 2]`, output `[N, 1]`
/// between 0 and 1; all units are sigmoid.
///
/// Without hidden units it is the single layer of Minsky & Papert, "Perceptrons" (1969), which can
/// get three of the four cases right and never all of them.
public final class XorNetwork: Module, Layer {
  let hidden: Linear?
  let output: Linear

  /// All four cases, `[4, 2]`.
  public static let inputs = Tensor([0, 0, 0, 1, 1, 0, 1, 1] as [Float], shape: [4, 2])
  /// What XOR answers to each, `[4, 1]`.
  public static let targets = Tensor([0, 1, 1, 0] as [Float], shape: [4, 1])

  /// Starts from uniform weights within ±1, drawn from `RandomGenerator.shared`: from small ones the
  /// hidden units stay alike for thousands of updates.
  ///
  /// - Parameter hidden: units in the hidden layer; 0 leaves the layer out.
  public init(hidden units: Int) {
    precondition(units >= 0, "\(units) hidden units")
    func layer(_ inputs: Int, _ outputs: Int) -> Linear {
      Linear(
        inputs, outputs, activation: .sigmoid, initializer: .uniform(1),
        biasInitializer: .uniform(1))
    }
    hidden = units == 0 ? nil : layer(2, units)
    output = layer(units == 0 ? 2 : units, 1)
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    output(hidden?(x) ?? x)
  }

  /// The paper's error, `½ Σ (output - target)²`, summed over the four cases.
  public func error() -> Tensor {
    meanSquaredError(self(Self.inputs), Self.targets) * 2
  }

  /// Gradient descent on all four cases at once.
  ///
  /// - Parameters:
  ///   - learningRate: 0.5 is the chapter's for this net; a momentum of 0.9 is its usual one.
  ///   - checkForStop: is called before every update; what it throws ends the training.
  /// - Returns: the error before the first update and after each.
  public func train(
    updates: Int, learningRate: Double = 0.5, momentum: Double = 0.9,
    checkForStop: () throws -> Void
  ) rethrows -> [Double] {
    let optimizer = SGD(learningRate: learningRate, momentum: momentum)
    var errors: [Double] = []
    for _ in 0..<updates {
      try checkForStop()
      let error = error()
      errors.append(error.item())
      optimizer.update(self, with: error.gradients())
    }
    return errors + [withoutGradients { error().item() }]
  }

  /// How many of the four cases fall on the right side of ½.
  public var casesRight: Int {
    let outputs: [Float] = withoutGradients { self(Self.inputs) }.scalars()
    return zip(outputs, Self.targets.scalars() as [Float]).count { ($0 > 0.5) == ($1 > 0.5) }
  }
}
