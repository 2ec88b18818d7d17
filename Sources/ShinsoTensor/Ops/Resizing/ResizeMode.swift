/// How values between the given ones are found.
public enum ResizeMode: Sendable, Hashable {
  /// The nearest given value; the case tells which that is between two.
  case nearest(ResizeRounding)
  case linear
  /// Keys' kernel with the given coefficient: -0.75 in PyTorch, -0.5 in Pillow and TensorFlow.
  case cubic(Double)
}
