import ShinsoTensor

/// `activation(x · weightᵀ + bias)`: x `[…, inputs]`, output `[…, outputs]`.
/// PyTorch: `torch.nn.Linear`.
public final class Linear: Module, Layer, CountsMultiplyAdds {
  /// `[outputs, inputs]`.
  public let weight: Parameter
  /// `[outputs]`.
  public let bias: Parameter?
  public let outputs: Int
  public let activation: Activation
  private let initializer: Initializer
  private let biasInitializer: Initializer

  /// A layer whose weight is another module's too, such as the table of an ``Embedding``: tied, they
  /// are one parameter.
  public init(tiedTo weight: Parameter, biasInitializer: Initializer = .zeros) {
    stopUnless(
      weight.isMaterialized && weight.shape.rank == 2, in: "Linear",
      "the weight that it is tied to has no shape [outputs, inputs]")
    outputs = weight.shape[0]
    activation = .identity
    initializer = .fanIn
    self.biasInitializer = biasInitializer
    self.weight = weight
    bias = Parameter()
    super.init()
    bias?.materialize(biasInitializer, [outputs], fanIn: weight.shape[1], fanOut: outputs)
  }

  /// If `inputs` is nil, the first call determines it.
  public init(
    _ inputs: Int? = nil, outputs: Int, bias: Bool = true, activation: Activation = .identity,
    initializer: Initializer = .fanIn, biasInitializer: Initializer = .fanIn
  ) {
    self.outputs = outputs
    self.activation = activation
    self.initializer = initializer
    self.biasInitializer = biasInitializer
    weight = Parameter()
    self.bias = bias ? Parameter() : nil
    super.init()
    if let inputs { materialize(inputs) }
  }

  public convenience init(
    _ inputs: Int, _ outputs: Int, bias: Bool = true, activation: Activation = .identity,
    initializer: Initializer = .fanIn, biasInitializer: Initializer = .fanIn
  ) {
    self.init(
      inputs, outputs: outputs, bias: bias, activation: activation, initializer: initializer,
      biasInitializer: biasInitializer)
  }

  public func forward(_ x: Tensor) -> Tensor {
    if !weight.isMaterialized { materialize(x.shape[-1]) }
    return linear(x, weight.tensor, bias?.tensor, activation: activation)
  }

  public func multiplyAdds(output: Shape) -> Int {
    output.elementCount * (weight.isMaterialized ? weight.shape[1] : 0)
  }

  private func materialize(_ inputs: Int) {
    weight.materialize(initializer, [outputs, inputs], fanIn: inputs, fanOut: outputs)
    bias?.materialize(biasInitializer, [outputs], fanIn: inputs, fanOut: outputs)
  }
}
