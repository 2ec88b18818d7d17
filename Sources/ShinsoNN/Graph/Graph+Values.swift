import ShinsoTensor

extension Graph {
  /// What a parameter, a buffer or a constant holds now; nil for inputs and what ops make.
  package func storedTensor(of value: Value) -> Tensor? {
    switch content.values[value.index].source {
    case .parameter(let parameter): parameter.detached
    case .buffer(let buffer): buffer.value
    case .constant(let tensor): tensor
    case .input, .node: nil
    }
  }
}
