import ShinsoTensor

extension Layer where Input == Tensor, Output == Tensor {
  /// The network as a graph that shares its parameters and buffers: what it does in evaluation, for
  /// any number of samples. Nothing is computed. Stops where the network's shapes do not fit, or
  /// where it does other things for other numbers of samples.
  ///
  /// - Parameter input: of a batch, `[N, …]`.
  public func traced(input: Shape) -> Graph {
    let first = trace(input)
    let other = trace(input.replacing(axis: 0, with: input[0] + 1))
    let state: [(name: String, tensor: Tensor, part: AnyObject)] =
      parameters.map { ($0.name, $0.value.detached, $0.value) }
      + buffers.map { ($0.name, $0.value.value, $0.value) }
    return TraceReader(state: state).graph(first, other, input: input)
  }

  private func trace(_ shape: Shape) -> TracedPass {
    let modes = self.modes
    mode = .evaluation
    defer { self.modes = modes }
    var made: [(name: String, tensor: Tensor)] = []
    let hooks = modules.filter { !$0.name.isEmpty }.map { name, module in
      let hook = module.onForward { _, output in
        if let tensor = output as? Tensor { made.append((name, tensor)) }
      }
      return (module, hook)
    }
    defer { for (module, hook) in hooks { module.removeHook(hook) } }
    let x = Tensor(meta: TensorSpec(shape: shape))
    let watched = parameters.filter(\.value.isMaterialized).map(\.value.detached)
    let (output, records) = Trace.of(watching: watched) { self(x) }
    return TracedPass(
      root: String(describing: type(of: self)), input: x, output: output, records: records,
      made: made)
  }
}
