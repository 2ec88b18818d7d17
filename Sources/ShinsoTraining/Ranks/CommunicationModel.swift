import Foundation

/// How long ranks need to sum what each of them has: α for every message, and β for every byte (Hockney,
/// Parallel Computing 20, 1994). Each rank gets a slice of everybody's, sums it and gives it to all, as
/// ``Reduction/ordered`` does: 2 (n - 1) messages of an nth part each.
public struct CommunicationModel: Sendable, Hashable, Codable {
  /// Seconds a message.
  public let latency: Double
  /// Seconds a byte.
  public let perByte: Double

  public init(latency: Double, perByte: Double) {
    (self.latency, self.perByte) = (latency, perByte)
  }

  /// A switch of 10 Gb/s Ethernet, with TCP.
  public static let ethernet = CommunicationModel(latency: 30e-6, perByte: 1 / 1.1e9)
  /// A network of 100 Gb/s whose adapters read memory themselves.
  public static let fast = CommunicationModel(latency: 2e-6, perByte: 1 / 11.5e9)

  /// Seconds for a sum.
  public func seconds(bytes: Double, ranks: Int) -> Double {
    let others = Double(ranks - 1)
    return 2 * others * latency + 2 * others / Double(ranks) * bytes * perByte
  }

  /// A sum that was timed.
  public struct Measurement: Sendable, Hashable, Codable {
    public let ranks: Int
    public let bytes: Double
    public let seconds: Double

    public init(ranks: Int, bytes: Double, seconds: Double) {
      (self.ranks, self.bytes, self.seconds) = (ranks, bytes, seconds)
    }
  }

  /// The model whose errors, as parts of what was measured, have the least sum of squares; nil if the
  /// measurements do not tell.
  public init?(_ measurements: [Measurement]) {
    var (aa, ab, bb, a, b) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for one in measurements where one.ranks > 1 && one.seconds > 0 {
      let others = Double(one.ranks - 1)
      let x = 2 * others / one.seconds
      let y = 2 * others / Double(one.ranks) * one.bytes / one.seconds
      aa += x * x
      ab += x * y
      bb += y * y
      a += x
      b += y
    }
    let determinant = aa * bb - ab * ab
    guard determinant > 1e-12 * aa * bb else { return nil }
    let latency = (a * bb - b * ab) / determinant
    let perByte = (aa * b - ab * a) / determinant
    // Noise may make one of them negative.
    self.init(latency: max(latency, 0), perByte: max(perByte, 0))
  }

  /// Which part of so many times one rank's throughput the ranks reach together, each with a batch of its
  /// own.
  ///
  /// - Parameters:
  ///   - update: seconds that one rank computes for an update.
  ///   - bytes: of all gradients.
  ///   - last: of the bytes that leave only when the backward pass is over.
  public func efficiency(update: Double, bytes: Double, last: Double, ranks: Int) -> Double {
    if ranks < 2 { return 1 }
    let hidden = Self.backwardPart * update
    let waiting = max(
      seconds(bytes: bytes, ranks: ranks) - hidden, seconds(bytes: last, ranks: ranks))
    return update / (update + waiting)
  }

  /// The backward pass computes two products where the forward pass computes one.
  private static let backwardPart = 2.0 / 3
}
