import ShinsoTensor

/// Long short-term memory over sequences `[T, N, inputs]`, one or more layers. Hochreiter &
/// Schmidhuber 1997, with forget gates (Gers et al. 2000); equations and weight layout as PyTorch's.
public final class LSTM: Module, Layer {
  /// `[N, hidden]` for each layer.
  public struct State: Sendable {
    public var h: [Tensor]
    public var c: [Tensor]

    public init(h: [Tensor], c: [Tensor]) {
      self.h = h
      self.c = c
    }

    /// The same values, cut off from the record: for truncated backpropagation through time.
    public var detached: State { State(h: h.map(\.detached), c: c.map(\.detached)) }
  }

  public let inputs: Int
  public let hidden: Int
  private let layers: [LSTMLayer]

  public init(_ inputs: Int, hidden: Int, layers: Int = 1) {
    self.inputs = inputs
    self.hidden = hidden
    self.layers = (0..<layers).map { LSTMLayer($0 == 0 ? inputs : hidden, hidden) }
    super.init()
  }

  /// Zeros for a batch.
  public func initialState(batchSize: Int, on device: Device = .cpu) -> State {
    let zeros = layers.map { _ in Tensor.zeros([batchSize, hidden], on: device) }
    return State(h: zeros, c: zeros)
  }

  /// From a state of zeros; the output `[T, N, hidden]` of the last layer.
  public func forward(_ x: Tensor) -> Tensor {
    run(x, initialState(batchSize: x.shape[1], on: x.device)).output
  }

  /// From a given state to the output `[T, N, hidden]` and the state after the last step.
  public func callAsFunction(_ x: Tensor, _ state: State) -> (output: Tensor, state: State) {
    call { run(x, state) }
  }

  private func run(_ x: Tensor, _ state: State) -> (output: Tensor, state: State) {
    var next = state
    var output = x
    for (index, layer) in layers.enumerated() {
      (output, next.h[index], next.c[index]) = layer.run(output, state.h[index], state.c[index])
    }
    return (output, next)
  }
}

private final class LSTMLayer: Module {
  /// `[4 hidden, inputs]`, gates input, forget, cell, output.
  let weightInput: Parameter
  /// `[4 hidden, hidden]`.
  let weightHidden: Parameter
  /// `[4 hidden]`; the sum of PyTorch's two biases.
  let bias: Parameter

  init(_ inputs: Int, _ hidden: Int) {
    // PyTorch's default: uniform within ±1/√hidden.
    let initializer = Initializer.uniform(1 / Double(hidden).squareRoot())
    weightInput = Parameter(initializer, [4 * hidden, inputs], fanIn: inputs, fanOut: hidden)
    weightHidden = Parameter(initializer, [4 * hidden, hidden], fanIn: hidden, fanOut: hidden)
    bias = Parameter(initializer, [4 * hidden], fanIn: hidden, fanOut: hidden)
    super.init()
  }

  func run(_ x: Tensor, _ h: Tensor, _ c: Tensor) -> (Tensor, Tensor, Tensor) {
    call {
      lstm(
        x, h0: h, c0: c, weightInput: weightInput.tensor, weightHidden: weightHidden.tensor,
        bias: bias.tensor)
    }
  }
}
