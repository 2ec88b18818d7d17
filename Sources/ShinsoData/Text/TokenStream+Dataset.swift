import ShinsoFormats
import ShinsoTensor

extension TokenStream: Dataset {
  /// The number of windows. A batch is one window, because the streams are already side by side in
  /// it.
  public var count: Int { windowCount }

  /// A digest of the ids and how they are divided.
  public var identity: String {
    var digest = SHA256()
    digest.update("\(originalCount) \(steps)\0")
    withTokenBytes { digest.update($0) }
    return digest.hex()
  }

  public var bytesPerSample: Int { 2 * steps * streamCount * MemoryLayout<Int64>.stride }

  public func batch(_ draws: [Draw]) throws -> TokenWindow {
    precondition(
      draws.count == 1, "TokenStream: a batch is one window, not \(draws.count)")
    return window(draws[0].index)
  }
}
