import CKernels

extension RandomKey {
  fileprivate var stream: shinso_stream { shinso_stream(seed: seed, counter: counter) }
}

extension CPUBackend {
  func dropout(_ x: Tensor, probability: Double, key: RandomKey) -> Tensor {
    let source = x.storage.plainMemory
    return filled(x.shape) { y, start, count in
      shinso_random_dropout(
        y, source.floats + start, key.stream, UInt64(start), Float(probability), count)
    }
  }

  func uniform(_ shape: Shape, lower: Double, upper: Double, key: RandomKey) -> Tensor {
    filled(shape) { y, start, count in
      shinso_random_uniform(y, key.stream, UInt64(start), Float(lower), Float(upper), count)
    }
  }

  func normal(_ shape: Shape, mean: Double, standardDeviation: Double, key: RandomKey) -> Tensor {
    filled(shape) { y, start, count in
      shinso_random_normal(
        y, key.stream, UInt64(start), Float(mean), Float(standardDeviation), count)
    }
  }

  private func filled(
    _ shape: Shape, _ body: (UnsafeMutablePointer<Float>, Int, Int) -> Void
  ) -> Tensor {
    let y = Tensor.uninitialized(shape, .float32, on: device)
    let result = y.storage.plainMemory.floats
    Parallel.aligned(shape.elementCount) { range in
      body(result + range.lowerBound, range.lowerBound, range.count)
    }
    return y
  }
}
