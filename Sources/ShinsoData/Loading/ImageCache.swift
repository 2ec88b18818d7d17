import Synchronization

/// Decoded images in memory: the first ones requested, up to a memory budget. Every image is
/// requested once per epoch, so replacing old images by new ones would not help.
final class ImageCache: Sendable {
  private struct State {
    var images: [Int: Image] = [:]
    var byteCount = 0
  }

  private let budget: Int
  private let state = Mutex(State())

  /// - Parameter budget: in bytes; 0 keeps nothing.
  init(budget: Int) { self.budget = budget }

  /// The image with that index, if it is in memory.
  subscript(index: Int) -> Image? { state.withLock { $0.images[index] } }

  /// Whether an image of so many bytes would be kept.
  func hasRoom(for byteCount: Int) -> Bool {
    byteCount <= budget - state.withLock { $0.byteCount }
  }

  /// The image with that index, from memory or made now.
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
