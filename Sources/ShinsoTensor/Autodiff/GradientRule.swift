/// Replaces the backward of an op for one pass.
public struct GradientRule: Sendable {
  package let backward: @Sendable (BackwardPass) -> [Gradient?]

  /// `backward` gets the pass and returns the gradients of the inputs. For activations,
  /// `pass.saved(0)` is the activation's output, and fused activations follow the rule too.
  public init(_ backward: @escaping @Sendable (BackwardPass) -> [Gradient?]) {
    self.backward = backward
  }

  /// Guided backpropagation: a relu passes on positive gradients where its output is positive.
  /// Springenberg et al., "Striving for Simplicity", ICLR workshop 2015, section 3.4.
  public static let guided = guided(.relu)

  /// The same for a function that is cut off above as well, such as `relu6`: its own derivative, of
  /// positive gradients alone.
  public static func guided(_ function: UnaryFunction) -> GradientRule {
    GradientRule { pass in
      let backend = pass.backend
      let positive = backend.unary(.relu, pass.gradient)
      return [.dense(backend.unaryBackward(function, gradient: positive, known: pass.saved(0)))]
    }
  }

  /// The deconvnet: a relu passes on all positive gradients. Zeiler & Fergus, ECCV 2014.
  public static let deconvnet = GradientRule { pass in
    [.dense(pass.backend.unary(.relu, pass.gradient))]
  }
}
