import ShinsoNN
import ShinsoTensor

extension Graph {
  /// The shape of the first output for a first input of another shape.
  ///
  /// - Throws: `OpError` where an op does not take it: files may fix the number of samples.
  func outputShape(for shape: Shape) throws(OpError) -> Shape {
    try outputs(for: [TensorSpec(shape: shape, dtype: spec(of: inputs[0]).dtype)])[0].shape
  }
}
