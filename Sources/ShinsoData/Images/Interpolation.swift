import CKernels

/// How pixels are mixed when an image is resized. When it shrinks, the kernel is widened by the
/// ratio, so that every source pixel counts (antialiasing).
public enum Interpolation: String, Sendable, Hashable, Codable, CaseIterable {
  /// A triangle that reaches one pixel to either side.
  case bilinear
  /// Keys's cubic convolution with a = -0.5, which reaches two pixels to either side ("Cubic
  /// convolution interpolation for digital image processing", IEEE Trans. ASSP 29, 1981).
  case bicubic

  /// Half the kernel's width in pixels.
  var support: Double { self == .bilinear ? 1 : 2 }

  /// The pixels of a line, or a few more, that contribute to those of a window of the line resized.
  func sources(of window: Range<Int>, from sourceSize: Int, to targetSize: Int) -> Range<Int> {
    if sourceSize == targetSize { return window }
    let scale = Double(sourceSize) / Double(targetSize)
    let reach = support * max(scale, 1) + 1
    let first = Int((Double(window.lowerBound) + 0.5) * scale - reach)
    let last = Int((Double(window.upperBound) - 0.5) * scale + reach) + 1
    return max(first, 0)..<min(last, sourceSize)
  }

  /// The kernel at distance `x`. The order of the operations determines the last bit of a weight.
  func callAsFunction(_ x: Double) -> Double {
    let x = abs(x)
    guard x < support else { return 0 }
    switch self {
    case .bilinear:
      return 1 - x
    case .bicubic:
      let a = -0.5
      return x < 1
        ? ((a + 2) * x - (a + 3)) * x * x + 1
        : (((x - 5) * x + 8) * x - 4) * a
    }
  }
}

/// The source pixels that contribute to each of the pixels `window` of a line resized from
/// `sourceSize` to `targetSize`, with fixed-point weights equal to Pillow's for 8-bit images.
struct ResizeWeights {
  private let starts: [Int32]
  private let counts: [Int32]
  private let weights: [Int32]
  private let taps: Int

  /// The source pixels needed.
  let sourceRange: Range<Int>

  init(sourceSize: Int, targetSize: Int, window: Range<Int>, interpolation: Interpolation) {
    let scale = Double(sourceSize) / Double(targetSize)
    let stretch = max(scale, 1)
    let shrink = 1 / stretch
    let support = interpolation.support * stretch
    let maximumCount = min(sourceSize, Int(support.rounded(.up)) * 2 + 1)
    let taps = (maximumCount + 3) / 4 * 4
    var starts = [Int32](repeating: 0, count: window.count)
    var counts = starts
    var weights = [Int32](repeating: 0, count: window.count * taps)
    var line = [Double](repeating: 0, count: maximumCount)
    for (index, position) in window.enumerated() {
      let center = (Double(position) + 0.5) * scale
      let start = max(Int(center - support + 0.5), 0)
      let count = min(Int(center + support + 0.5), sourceSize) - start
      var sum = 0.0
      for tap in 0..<count {
        line[tap] = interpolation((Double(tap + start) - center + 0.5) * shrink)
        sum += line[tap]
      }
      for tap in 0..<count {
        let weight = (sum == 0 ? line[tap] : line[tap] / sum) * Double(1 << SHINSO_RESIZE_BITS)
        weights[index * taps + tap] = Int32(weight < 0 ? weight - 0.5 : weight + 0.5)
      }
      starts[index] = Int32(start)
      counts[index] = Int32(count)
    }
    sourceRange = Int(starts[0])..<Int(starts[window.count - 1] + counts[window.count - 1])
    self.starts = starts
    self.counts = counts
    self.weights = weights
    self.taps = taps
  }

  /// Passes the weights to a kernel whose source starts with pixel `origin`.
  func withKernelWeights(
    from origin: Int, _ body: (shinso_resize_weights) -> Void
  ) {
    let shifted = origin == 0 ? starts : starts.map { $0 - Int32(origin) }
    shifted.withUnsafeBufferPointer { starts in
      counts.withUnsafeBufferPointer { counts in
        weights.withUnsafeBufferPointer { weights in
          body(
            shinso_resize_weights(
              starts: starts.baseAddress, counts: counts.baseAddress, weights: weights.baseAddress,
              taps: Int32(taps), length: Int32(starts.count)))
        }
      }
    }
  }
}
