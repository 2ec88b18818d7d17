import ShinsoTensor

/// What a computation gave on some device: outputs, and gradients of the watched inputs.
struct Evaluation {
  var outputs: [Tensor]
  /// nil where an input was not watched.
  var gradients: [Tensor?]

  /// Runs `body` and, from `seeds` for its first floating-point outputs, back.
  init(
    _ inputs: [Tensor], watching: [Bool], seeds: [Tensor],
    _ body: ([Tensor]) throws -> [Tensor]
  ) rethrows {
    let inputs = zip(inputs, watching).map { $1 ? $0.watched() : $0 }
    outputs = try body(inputs)
    gradients = inputs.map { _ in nil }
    let floats = outputs.filter { $0.dtype.isFloatingPoint }
    let products = zip(floats, seeds).map { ($0 * $1).sum() }
    guard let first = products.first, watching.contains(true) else { return }
    let loss = products.dropFirst().reduce(first, +)
    let watched = inputs.indices.filter { watching[$0] }
    let found = ShinsoTensor.gradients(of: loss, withRespectTo: watched.map { inputs[$0] })
    for (index, gradient) in zip(watched, found) { gradients[index] = gradient }
  }
}

extension Tensor {
  var doubles: [Double] { scalars(as: Double.self) }
}

/// The largest error of an element, relative to its own magnitude, or to a tenth of the largest one
/// in the tensor where that is more: sums of large terms leave small ones with few digits. nil if
/// the shapes differ or the tensors are NaN at different places.
func difference(_ tensor: Tensor, _ expected: Tensor) -> Double? {
  guard tensor.shape == expected.shape else { return nil }
  let expected = expected.doubles
  let floor = 0.1 * expected.reduce(0) { max($0, $1.isFinite ? abs($1) : 0) }
  var largest = 0.0
  for (a, b) in zip(tensor.doubles, expected) where a != b {
    if a.isNaN != b.isNaN { return nil }
    if !a.isNaN { largest = max(largest, abs(a - b) / max(floor, abs(b))) }
  }
  return largest
}
