import Foundation

/// The sums of frames from which a Gaussian with diagonal covariance is made.
public struct GaussianStatistics: Sendable {
  public private(set) var count: Double
  private var sums: [Double]
  private var squares: [Double]

  public init(width: Int) {
    count = 0
    sums = [Double](repeating: 0, count: width)
    squares = sums
  }

  /// Adds a frame.
  mutating func add(_ frame: UnsafeBufferPointer<Float>, weight: Double) {
    precondition(frame.count == sums.count)
    count += weight
    for d in sums.indices {
      let product = weight * Double(frame[d])
      sums[d] += product
      squares[d] += product * Double(frame[d])
    }
  }

  /// Adds all frames.
  public mutating func add(_ frames: FrameMatrix) {
    frames.rows.withUnsafeBufferPointer { rows in
      for start in stride(from: 0, to: rows.count, by: frames.width) {
        add(UnsafeBufferPointer(rebasing: rows[start..<start + frames.width]), weight: 1)
      }
    }
  }

  static func += (a: inout Self, b: Self) {
    precondition(a.sums.count == b.sums.count)
    a.count += b.count
    for d in a.sums.indices {
      a.sums[d] += b.sums[d]
      a.squares[d] += b.squares[d]
    }
  }

  static func - (a: Self, b: Self) -> Self {
    var result = a
    result.count -= b.count
    for d in a.sums.indices {
      result.sums[d] -= b.sums[d]
      result.squares[d] -= b.squares[d]
    }
    return result
  }

  /// - Parameter floor: `[width]`; no variance is smaller.
  public func gaussian(floor: [Float]) -> DiagonalGaussian {
    DiagonalGaussian(
      mean: sums.map { Float($0 / count) },
      variance: sums.indices.map { max(Float(variance($0)), floor[$0]) })
  }

  /// Of the frames under the Gaussian that makes them most likely, without a constant: -n/2 Σ log σ².
  func logLikelihood(floor: [Float]) -> Double {
    guard count > 0 else { return 0 }
    var product = 1.0
    var sum = 0.0
    // A logarithm of a product of several costs less than several logarithms.
    for d in sums.indices {
      product *= max(variance(d), Double(floor[d]))
      if d & 7 == 7 {
        sum += log(product)
        product = 1
      }
    }
    return -0.5 * count * (sum + log(product))
  }

  private func variance(_ d: Int) -> Double {
    let mean = sums[d] / count
    return squares[d] / count - mean * mean
  }
}
