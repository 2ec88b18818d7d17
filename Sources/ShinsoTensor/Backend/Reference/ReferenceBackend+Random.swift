/// The same numbers as those of `CKernels/include/random.h` for the key's seed and counter: dropout
/// drops exactly the same elements, uniform and normal numbers are equal up to rounding.
extension ReferenceBackend {
  func dropout(_ x: Tensor, probability: Double, key: RandomKey) -> Tensor {
    let stream = PhiloxStream(key)
    let threshold = Double(Float(probability))
    let values = doubles(x).enumerated().map { i, value in
      Double(stream.uniform(i)) >= threshold ? value / (1 - probability) : 0
    }
    return tensor(values, x.shape, x.dtype)
  }

  func uniform(_ shape: Shape, lower: Double, upper: Double, key: RandomKey) -> Tensor {
    let stream = PhiloxStream(key)
    let (low, high) = (Float(lower), Float(upper))
    let last = high > low ? high.nextDown : low
    let values = (0..<shape.elementCount).map {
      Double(min(low + (high - low) * stream.uniform($0), last))
    }
    return tensor(values, shape, .float32)
  }

  func normal(_ shape: Shape, mean: Double, standardDeviation: Double, key: RandomKey) -> Tensor {
    let stream = PhiloxStream(key)
    let values = (0..<shape.elementCount).map { mean + standardDeviation * stream.normal($0) }
    return tensor(values, shape, .float32)
  }
}
