import ShinsoTensor

/// A module that computes an output from an input: `layer(x)`.
public protocol Layer<Input, Output>: Module {
  associatedtype Input
  associatedtype Output

  func forward(_ input: Input) -> Output
}

extension Layer {
  /// Runs `forward`, with this layer's path in error messages, and then the hooks.
  public func callAsFunction(_ input: Input) -> Output { call { forward(input) } }
}

/// A layer that computes a tensor from a tensor.
public typealias TensorLayer = Layer<Tensor, Tensor>
