import ShinsoNN
import ShinsoTensor

/// What flows between the operators of an ONNX graph while it becomes a `Graph`: something that is
/// known already, or a value that will be computed.
struct ONNXOperand {
  enum Source {
    /// - isWeight: it is stored in the file, so that training may change it.
    case known(Tensor, isWeight: Bool)
    case value(Graph.Value)
  }

  let spec: TensorSpec
  let source: Source

  init(known tensor: Tensor, isWeight: Bool = false) {
    spec = tensor.spec
    source = .known(tensor, isWeight: isWeight)
  }

  init(_ value: Graph.Value, _ spec: TensorSpec) {
    self.spec = spec
    source = .value(value)
  }

  var shape: Shape { spec.shape }
  var dtype: DType { spec.dtype }
  var rank: Int { spec.shape.rank }

  /// nil: it will be computed.
  var tensor: Tensor? {
    if case .known(let tensor, _) = source { tensor } else { nil }
  }

  var value: Graph.Value? {
    if case .value(let value) = source { value } else { nil }
  }
}
