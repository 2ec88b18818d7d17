import Dispatch
import ShinsoData
import ShinsoExperiments
import ShinsoFormats
import ShinsoTensor
import ShinsoZoo
import Synchronization

/// The training pictures of a model, so that those most like another can be found. It grows in the
/// background, batch by batch; what others ask meanwhile gets its turn between.
@ComputeThread final class GrowingIndex {
  private struct State {
    /// Whether nothing more will come.
    var hasEnded = false
    var problem: InputError?
  }

  nonisolated let listing: TrainingPictures.Listing
  nonisolated let preparation: PicturePreparation
  /// All pictures of the training, of which not all may be looked at.
  nonisolated let learned: Int
  private let pictures: TrainingPictures
  private let cache: Cache
  private var index: PictureIndex?
  private nonisolated let state = Mutex(State())
  /// For reading many files, which would keep the threads of Swift's concurrency from answering others.
  private nonisolated static let thread = DispatchQueue(label: "shinso.reading")

  /// - Parameter cache: where features are kept.
  init(_ pictures: TrainingPictures, _ cache: Cache) {
    self.pictures = pictures
    self.cache = cache
    listing = pictures.listing
    preparation = pictures.preparation
    learned = pictures.total
    Task.detached { [weak self, listing] in
      let digests = await Self.digests(of: listing)
      var isMore = await self?.begin(digests) ?? false
      // One that is no longer kept ends here.
      while isMore { isMore = await self?.grow() ?? false }
    }
  }

  /// Why no more pictures can be looked at, such as that they are gone; nil: nothing is wrong.
  nonisolated var problem: InputError? { state.withLock { $0.problem } }

  /// Waits until every picture has been looked at, at most so long.
  nonisolated func wait(atMost limit: Duration) async throws {
    let end = ContinuousClock.now + limit
    while !state.withLock({ $0.hasEnded }), ContinuousClock.now < end {
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  /// The pictures most like another one among those looked at so far.
  func nearest(
    to image: Image, top: Int
  ) -> (neighbors: [PictureIndex.Neighbor], searched: Int) {
    guard let index else { return ([], 0) }
    return (index.nearest(to: image, top: top), index.knownCount)
  }

  private nonisolated static func digests(
    of listing: TrainingPictures.Listing
  ) async -> Result<[String], any Error> {
    await withCheckedContinuation { answer in
      thread.async { answer.resume(returning: Result { try listing.digests() }) }
    }
  }

  private func begin(_ digests: Result<[String], any Error>) -> Bool {
    attempt {
      index = try pictures.index(digests: digests.get(), in: cache)
      return true
    }
  }

  private func grow() -> Bool { attempt { try index?.grow() ?? false } }

  /// - Returns: whether there is more to do.
  private func attempt(_ step: () throws -> Bool) -> Bool {
    var problem: InputError?
    do {
      if try step() { return true }
    } catch {
      problem = error as? InputError ?? InputError("training pictures", "\(error)")
    }
    state.withLock { $0 = State(hasEnded: true, problem: problem) }
    return false
  }
}
