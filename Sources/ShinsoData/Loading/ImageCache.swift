import Synchronization

/// Decoded pictures in memory, as many as a budget allows: the first ones asked for. In an epoch
/// every picture is asked for once, so to exchange old ones for new would help nobody.
final class ImageCache: Sendable {
  private struct State {
    var images: [Int: Image] = [:]
    var byteCount = 0
  }

  private let budget: Int
  private let state = Mutex(State())

  /// - Parameter budget: in bytes; 0: nothing is kept.
  init(budget: Int) { self.budget = budget }

  /// The picture of that number, from memory or made now.
  func image(_ index: Int, _ make: () throws -> Image) rethrows -> Image {
    if budget <= 0 { return try make() }
    if let image = state.withLock({ $0.images[index] }) { return image }
    let image = try make()
    state.withLock { state in
      guard state.images[index] == nil, state.byteCount + image.pixels.count <= budget else {
        return
      }
      state.images[index] = image
      state.byteCount += image.pixels.count
    }
    return image
  }
}
