import ShinsoFormats
import ShinsoTensor

extension TokenStream: Dataset {
  /// Windows: a batch is one of them, since the streams already lie side by side in it.
  public var count: Int { windowCount }

  /// Of the ids and how they are cut.
  public var identity: String {
    var digest = SHA256()
    digest.update("\(streamCount) \(steps)\0")
    withTokenBytes { digest.update($0) }
    return digest.hex()
  }

  public var bytesPerSample: Int { 2 * steps * streamCount * MemoryLayout<Int64>.stride }

  public func batch(_ draws: [Draw]) throws -> TokenWindow {
    precondition(
      draws.count == 1, "TokenStream: \(draws.count) windows in a batch; a window is a batch")
    return window(draws[0].index)
  }
}
