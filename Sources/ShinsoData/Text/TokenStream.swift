import ShinsoTensor

/// A text cut for truncated backpropagation through time: B streams, each a contiguous piece of the
/// text, are read side by side in windows of T steps; the state after a window is the state before
/// the next. The layout is that of Zaremba et al., "Recurrent neural network regularization",
/// arXiv:1409.2329 (2014).
///
/// With n tokens a stream has n / B, rounded down; the up to B - 1 tokens at the end of the text
/// that fill no stream are dropped. The last window is shorter if the steps do not divide a stream,
/// so that an epoch has every target once.
public struct TokenStream: Sendable {
  public let streamCount: Int
  /// Steps in every window but the last.
  public let steps: Int
  /// Tokens in a stream; all but the first are targets.
  public let length: Int
  private let tokens: [Int32]

  /// - Parameters:
  ///   - tokens: ids of a text in order.
  ///   - name: what messages call the text.
  /// - Throws: `InputError` if the text has fewer than two tokens for each stream.
  public init(_ tokens: [Int32], streams: Int, steps: Int, name: String = "text") throws {
    precondition(streams > 0 && steps > 0, "TokenStream: \(streams) streams, \(steps) steps")
    guard tokens.count / streams >= 2 else {
      throw InputError(
        name,
        "holds \(tokens.count) tokens, too few for \(streams) side by side, each with a next one; "
          + "use more text or a smaller batch")
    }
    self.tokens = tokens
    streamCount = streams
    self.steps = steps
    length = tokens.count / streams
  }

  /// The ids as they lie in memory, for digests.
  func withTokenBytes(_ body: (UnsafeRawBufferPointer) -> Void) { tokens.withUnsafeBytes(body) }

  /// Windows in an epoch.
  public var windowCount: Int { (length - 2) / steps + 1 }

  /// Targets in an epoch, all streams together.
  public var targetCount: Int { (length - 1) * streamCount }

  /// Window number `index`. Copies memory and computes nothing, so threads may make several at once.
  public func window(_ index: Int) -> TokenWindow {
    precondition(
      (0..<windowCount).contains(index), "TokenStream: window \(index) of \(windowCount)")
    let start = index * steps
    let count = min(steps, length - 1 - start)
    func rows(_ start: Int) -> [Int64] {
      (start..<(start + count)).flatMap { step in
        (0..<streamCount).map { Int64(tokens[$0 * length + step]) }
      }
    }
    return TokenWindow(
      inputs: Tensor(rows(start), shape: [count, streamCount]), targets: Tensor(rows(start + 1)),
      isFirst: index == 0)
  }
}
