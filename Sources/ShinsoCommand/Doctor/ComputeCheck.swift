import ShinsoTensor

/// A quick measure of how fast this machine computes.
enum ComputeCheck {
  /// The rate of the product of two 512 × 512 matrices, the best of as many as fit in 0.2 seconds.
  static func gflops() -> Double {
    let size = 512
    let a = Tensor([Float](repeating: 0.5, count: size * size), shape: [size, size])
    let clock = ContinuousClock()
    let start = clock.now
    var best = Double.infinity
    repeat {
      let time = clock.measure {
        // Reading an element waits for the result.
        withoutGradients { matmul(a, a).withUnsafeBytes { _ in } }
      }
      best = min(best, time / .seconds(1))
    } while clock.now - start < .milliseconds(200)
    return 2 * Double(size * size * size) / best / 1e9
  }
}
