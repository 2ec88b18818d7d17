import Foundation
import ShinsoNN
import ShinsoTensor

/// What ranks measure together on this machine.
public struct RankTimes: Sendable, Codable {
  public let ranks: Int
  /// Seconds of an update with the exchange of gradients, and without it.
  public let update: Double
  public let computing: Double
  public let sums: [CommunicationModel.Measurement]

  /// Bytes whose sums are timed.
  private static let sizes = [1 << 10, 1 << 13, 1 << 16, 1 << 18, 1 << 20, 1 << 22, 1 << 24]
  private static let repetitions = 9

  /// All ranks measure at the same time; a process that works alone measures its updates.
  ///
  /// - Parameter gradients: makes an update's gradients.
  public init(of model: Module, gradients: () -> Gradients, apply: (Gradients) -> Void) throws {
    let ranks = Ranks.current
    let exchange = ranks.map { GradientExchange($0, model, Ranks.reduction) }
    func median(_ body: () throws -> Void) throws -> Double {
      for _ in 0..<2 { try body() }
      let times = try (0..<Self.repetitions).map { _ in
        // Together, so that nobody waits for a late one.
        _ = try ranks?.gather([0.0])
        let start = ContinuousClock.now
        try body()
        return (ContinuousClock.now - start) / .seconds(1)
      }
      let own = times.sorted()[times.count / 2]
      return try ranks?.gather([own]).map { $0[0] }.max() ?? own
    }
    self.ranks = ranks?.count ?? 1
    computing = try median { apply(gradients()) }
    update =
      try exchange.map { exchange in
        try median {
          apply(
            try exchange.update(isOnePass: true) { (gradients(), Scores(samples: 1)) }.0)
        }
      } ?? computing
    sums =
      try ranks.map { ranks in
        try Self.sizes.map { size in
          let bucket = GradientBucket(
            elements: size / MemoryLayout<Float>.stride, gradients: 1, ranks, Ranks.reduction)
          let seconds = try median {
            bucket.start()
            try bucket.finish()
          }
          return CommunicationModel.Measurement(
            ranks: ranks.count, bytes: Double(size), seconds: seconds)
        }
      } ?? []
  }
}
