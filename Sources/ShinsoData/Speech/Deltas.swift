/// How features change from frame to frame, as the slope of a line through the frames around (Furui,
/// IEEE Trans. ASSP 34, 1986; The HTK Book 3.5, section 5.9): d = Σ i (x[t + i] - x[t - i]) / 2 Σ i², for
/// i up to the window. At the ends, the first and the last frame are repeated.
public enum Deltas {
  /// Each frame followed by its slopes, the slopes of these, and so on.
  ///
  /// - Parameters:
  ///   - frames: `[T, width]`.
  ///   - order: 2 appends Δ and ΔΔ.
  /// - Returns: `[T, width (order + 1)]`.
  public static func appended(
    to frames: [Float], width: Int, order: Int = 2, window: Int = 2
  ) -> [Float] {
    let count = frames.count / width
    var parts = [frames]
    for _ in 0..<order { parts.append(slopes(of: parts[parts.count - 1], width, window)) }
    var result: [Float] = []
    result.reserveCapacity(frames.count * (order + 1))
    for t in 0..<count {
      for part in parts { result += part[t * width..<(t + 1) * width] }
    }
    return result
  }

  private static func slopes(of frames: [Float], _ width: Int, _ window: Int) -> [Float] {
    let count = frames.count / width
    let scale = 1 / Float(2 * (1...window).reduce(0) { $0 + $1 * $1 })
    return (0..<count).flatMap { t in
      (0..<width).map { d in
        scale
          * (1...window).reduce(0) { sum, i in
            let (after, before) = (min(t + i, count - 1), max(t - i, 0))
            return sum + Float(i) * (frames[after * width + d] - frames[before * width + d])
          }
      }
    }
  }
}
