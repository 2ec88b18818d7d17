import Foundation

/// The progress of a fetch, passed to the caller several times a second; the library itself prints
/// nothing.
public struct FetchProgress: Sendable {
  public enum Stage: Sendable, Hashable {
    /// Another process or thread is fetching the same entry.
    case waiting
    case downloading
    /// A source failed, as `item` tells, and the next one is tried.
    case next
    /// The artifacts are being verified, unpacked and put in place.
    case preparing
  }

  /// The catalog entry.
  public let id: String
  public let stage: Stage
  /// The current file, or the entry's id.
  public let item: String
  public let completedByteCount: Int
  /// 0 if it is not known.
  public let totalByteCount: Int
  /// Seconds since this stage began.
  public let elapsed: Double

  /// Estimated seconds until this stage ends at the average speed so far; nil until that can be
  /// estimated.
  public var timeLeft: Double? {
    // After one percent, the speed is known well enough.
    guard totalByteCount > 0, completedByteCount > totalByteCount / 100, elapsed > 0.5 else {
      return nil
    }
    let left = Double(max(totalByteCount - completedByteCount, 0))
    return left * elapsed / Double(completedByteCount)
  }

  /// The progress as one line, without a line break.
  public var line: String {
    var line =
      switch stage {
      case .waiting: "\(id): waiting for another fetch of it to finish"
      case .preparing: "\(id): preparing"
      case .next: "\(id): \(item)"
      case .downloading:
        "\(id): \(item) \(Self.size(completedByteCount)) of \(Self.size(totalByteCount))"
      }
    if let timeLeft { line += ", \(Self.duration(timeLeft)) left" }
    return line
  }

  /// `123 B`, `4.5 kB`, `130.9 MB`, `1.2 GB`: decimal units, as in package lists.
  public static func size(_ byteCount: Int) -> String {
    var value = Double(byteCount)
    var unit = 0
    while value >= 999.95, unit < 3 {
      value /= 1000
      unit += 1
    }
    let name = ["B", "kB", "MB", "GB"][unit]
    return unit == 0 ? "\(byteCount) B" : String(format: "%.1f %@", value, name)
  }

  /// `8 s`, `2 min 5 s`, `1 h 12 min`.
  public static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 360_000 else { return "days" }
    let total = Int(seconds.rounded(.up))
    if total < 60 { return "\(total) s" }
    if total < 3600 { return "\(total / 60) min \(total % 60) s" }
    return "\(total / 3600) h \(total % 3600 / 60) min"
  }
}
