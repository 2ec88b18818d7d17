/// Frames with those around them, as a network that knows no time takes them. At the ends of an utterance,
/// its first and its last frame are repeated.
public struct FrameSplicing: Sendable, Hashable {
  /// Frames on each side.
  public let context: Int

  public init(context: Int) {
    precondition(context >= 0)
    self.context = context
  }

  /// Values of a spliced frame.
  public func count(_ width: Int) -> Int { (2 * context + 1) * width }

  /// - Parameters:
  ///   - rows: `[frames, width]`, of one utterance.
  ///   - target: has ``count(_:)`` elements.
  public func write(
    _ frame: Int, of rows: UnsafeBufferPointer<Float>, width: Int,
    into target: UnsafeMutableBufferPointer<Float>
  ) {
    let last = rows.count / width - 1
    precondition(target.count == count(width) && (0...last).contains(frame))
    for place in 0...2 * context {
      let source = min(max(frame + place - context, 0), last) * width
      for d in 0..<width { target[place * width + d] = rows[source + d] }
    }
  }

  /// All frames of an utterance.
  ///
  /// - Parameter target: `[frames, count(width)]`.
  public func write(_ frames: FrameMatrix, into target: UnsafeMutableBufferPointer<Float>) {
    let count = count(frames.width)
    precondition(target.count == frames.count * count)
    frames.rows.withUnsafeBufferPointer { rows in
      for frame in 0..<frames.count {
        write(
          frame, of: rows, width: frames.width,
          into: UnsafeMutableBufferPointer(
            rebasing: target[frame * count..<(frame + 1) * count]))
      }
    }
  }
}
