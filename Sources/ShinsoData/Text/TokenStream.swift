import ShinsoTensor

/// A text divided for truncated backpropagation through time: B streams, each a contiguous piece of
/// the text, are read in parallel in windows of T steps. The state after a window is the state
/// before the next. The layout is that of Zaremba et al., "Recurrent neural network
/// regularization", arXiv:1409.2329 (2014).
///
/// With n tokens, a stream has n / B tokens, rounded down. The up to B - 1 tokens at the end of the
/// text that do not fill the streams are dropped. The last window is shorter if the steps do not
/// divide a stream, so that an epoch contains every target once.
public struct TokenStream: Sendable {
  public private(set) var streamCount: Int
  /// The steps in every window except the last.
  public let steps: Int
  /// The tokens in a stream; all but the first are targets.
  public let length: Int
  private let tokens: TokenIDs
  /// The first stream that is read, where ranks share them.
  private(set) var first = 0
  /// The streams that one process would read.
  private(set) var originalCount: Int

  /// - Parameters:
  ///   - tokens: the ids of a text, in order.
  ///   - name: the name that error messages use for the text.
  /// - Throws: `InputError` if the text has fewer than two tokens for each stream.
  public init(_ tokens: TokenIDs, streams: Int, steps: Int, name: String = "text") throws {
    precondition(streams > 0 && steps > 0, "TokenStream: \(streams) streams, \(steps) steps")
    guard tokens.count / streams >= 2 else {
      throw InputError(
        name,
        "holds \(counted(tokens.count, "token")), too few for \(streams) streams of at least two "
          + "tokens; "
          + "use more text or a smaller batch")
    }
    self.tokens = tokens
    (streamCount, originalCount) = (streams, streams)
    self.steps = steps
    length = tokens.count / streams
  }

  /// The ids as they are in memory, for digests.
  func withTokenBytes(_ body: (UnsafeRawBufferPointer) -> Void) { tokens.withBytes(body) }

  /// The number of windows in an epoch.
  public var windowCount: Int { (length - 2) / steps + 1 }

  /// The number of targets in an epoch, in all streams together.
  public var targetCount: Int { (length - 1) * streamCount }

  /// The window with that index. Only copies memory, so several threads may make windows at once.
  public func window(_ index: Int) -> TokenWindow {
    precondition(
      (0..<windowCount).contains(index), "TokenStream: window \(index) of \(windowCount)")
    let start = index * steps
    let count = min(steps, length - 1 - start)
    func rows(_ start: Int) -> [Int64] {
      (start..<(start + count)).flatMap { step in
        (first..<first + streamCount).map { Int64(tokens[$0 * length + step]) }
      }
    }
    return TokenWindow(
      inputs: Tensor(rows(start), shape: [count, streamCount]), targets: Tensor(rows(start + 1)),
      isFirst: index == 0)
  }
}

extension TokenStream: SharedDataset {
  /// The text becomes streams for all ranks, and each takes some of them.
  public func part(_ rank: Int, of ranks: Int, divided: Bool) throws -> TokenStream? {
    guard !divided || streamCount % ranks == 0 else {
      throw InputError(
        "--global-batch",
        "\(counted(ranks, "rank")) cannot share \(counted(streamCount, "stream")) equally")
    }
    var part = try TokenStream(
      tokens, streams: divided ? streamCount : streamCount * ranks, steps: steps)
    part.streamCount /= ranks
    part.originalCount = streamCount
    part.first = rank * part.streamCount
    return part
  }
}
