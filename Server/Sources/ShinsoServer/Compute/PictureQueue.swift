import Dispatch
import ShinsoData
import ShinsoTensor
import ShinsoZoo
import Synchronization

/// Names the classes of pictures. Those that wait for the same network are computed at once: while a
/// batch is computed the next one gathers, so that batches are the larger the more clients there are,
/// and a single client waits for nobody.
package final class PictureQueue: Sendable {
  private struct Waiting {
    let picture: PictureClassifier.Picture
    let deadline: ContinuousClock.Instant
    let answer: CheckedContinuation<Prediction, any Error>
  }

  /// Few sizes, because a network is prepared anew for each.
  private static let batchSizes = [1, 2, 4, 8, 16]

  let networks: OpenNetworks
  private let queue: ComputeQueue
  private let metrics: ServerMetrics
  private let waiting = Mutex<[ServedModel.Version: [Waiting]]>([:])
  private let preparations = Mutex(
    KeptValues<ServedModel.Version, PicturePreparation>(limit: 100))
  /// A picture of many pixels takes hundreds of megabytes as it is decoded.
  private let decoders = Gate(2)
  private static let threads = DispatchQueue(label: "shinso.decoding", attributes: .concurrent)

  init(_ queue: ComputeQueue, _ networks: OpenNetworks, _ metrics: ServerMetrics) {
    self.queue = queue
    self.networks = networks
    self.metrics = metrics
  }

  /// - Throws: ``Problem`` if too much is going on; `InputError` for a picture that cannot be read.
  func prediction(_ file: Upload, by model: ServedModel, top: Int) async throws -> Prediction {
    try await queue.admitted {
      let deadline = queue.deadline
      let image = try await prepared(file, for: model, until: deadline)
      let picture = PictureClassifier.Picture(name: Upload.name, image: image, top: top)
      return try await withCheckedThrowingContinuation { answer in
        add(Waiting(picture: picture, deadline: deadline, answer: answer), model)
      }
    }
  }

  /// A picture as a network takes it, decoded by a thread of its own.
  func prepared(
    _ file: Upload, for model: ServedModel, until deadline: ContinuousClock.Instant? = nil
  ) async throws -> Image {
    let known = preparations.withLock { known in
      try? known.value(model.version) { throw CancellationError() }
    }
    let preparation: PicturePreparation
    if let known {
      preparation = known
    } else {
      preparation = try await ComputeThread.run {
        try self.networks.classifier(model).preparation
      }
      preparations.withLock { _ = $0.value(model.version) { preparation } }
    }
    return try await decoded(until: deadline) {
      try preparation.image(data: file.bytes, name: Upload.name)
    }
  }

  /// A picture as some network takes it.
  func prepared(_ file: Upload, by preparation: PicturePreparation) async throws -> Image {
    try await decoded { try preparation.image(data: file.bytes, name: Upload.name) }
  }

  /// What a decoding makes, on a thread of its own: those of Swift's concurrency are few, and answer
  /// other requests meanwhile.
  ///
  /// - Parameter deadline: after which nobody waits for it; as late as for any request unless given.
  /// - Throws: ``Problem/late``, or what `body` throws.
  func decoded<Result: Sendable>(
    until deadline: ContinuousClock.Instant? = nil, _ body: @escaping @Sendable () throws -> Result
  ) async throws -> Result {
    let deadline = deadline ?? queue.deadline
    return try await decoders.through {
      try ComputeQueue.check(deadline)
      return try await withCheckedThrowingContinuation { answer in
        Self.threads.async { answer.resume(with: Swift.Result { try body() }) }
      }
    }
  }

  private func add(_ picture: Waiting, _ model: ServedModel) {
    let isFirst = waiting.withLock { waiting in
      waiting[model.version, default: []].append(picture)
      return waiting[model.version]?.count == 1
    }
    if isFirst { schedule(model) }
  }

  private func schedule(_ model: ServedModel) {
    Task { await ComputeThread.run { self.computeBatch(model) } }
  }

  @ComputeThread private func computeBatch(_ model: ServedModel) {
    // What came while it computed starts the next batch, behind what others asked meanwhile.
    let (batch, isMore) = waiting.withLock { waiting in
      let all = waiting[model.version] ?? []
      let count = Self.batchSizes.last { $0 <= all.count } ?? all.count
      let rest = Array(all.dropFirst(count))
      waiting[model.version] = rest.isEmpty ? nil : rest
      return (Array(all.prefix(count)), !rest.isEmpty)
    }
    if isMore { schedule(model) }
    let now = ContinuousClock.now
    for picture in batch where picture.deadline < now {
      picture.answer.resume(throwing: Problem.late)
    }
    let timely = batch.filter { $0.deadline >= now }
    if timely.isEmpty { return }
    do {
      let answers = try networks.classifier(model).predictions(of: timely.map(\.picture))
      metrics.countBatch(of: timely.count)
      for (picture, answer) in zip(timely, answers) { picture.answer.resume(returning: answer) }
    } catch {
      for picture in timely { picture.answer.resume(throwing: error) }
    }
  }
}
