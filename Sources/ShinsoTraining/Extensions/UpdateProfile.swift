import Foundation
import ShinsoFormats
import ShinsoTensor

/// Measures ten updates of a training op by op; what happens between updates is not measured.
final class UpdateProfile {
  static let span = "update (all)"
  private static let wanted = 10
  /// The number of updates before those that are measured; caches fill during these.
  private static let skipped = 3

  private let profiler = Profiler()
  private var isWanted = false
  private var peakByteCount = 0

  /// Call before each update with the number of updates made so far.
  func prepare(updatesMade: Int) {
    isWanted = (Self.skipped..<Self.skipped + Self.wanted).contains(updatesMade)
  }

  /// Runs an update, and measures it if it is one of the ten.
  func measure<Result>(_ update: () throws -> Result) rethrows -> Result {
    guard isWanted else { return try update() }
    HostAllocator.shared.resetPeak()
    profiler.start()
    defer {
      profiler.stop()
      peakByteCount = max(peakByteCount, HostAllocator.shared.statistics.peakBytesInUse)
    }
    return try Profiler.span(Self.span, update)
  }

  /// Writes the trace to `url` and the table to standard error. Returns a message for the user.
  func write(to url: URL) throws -> String {
    let updates = profiler.events.count { $0.name == Self.span }
    if updates == 0 {
      return "nothing was profiled: profiling needs more than \(Self.skipped) updates"
    }
    try AtomicFile.write(profiler.chromeTrace, to: url)
    let table = ProfileTable(profiler, updates: updates, peakByteCount: peakByteCount)
    try? FileHandle.standardError.write(contentsOf: Data(table.text.utf8))
    let few =
      updates < Self.wanted ? "only \(updates) of \(Self.wanted) updates were profiled; " : ""
    return "\(few)open \(url.path) in chrome://tracing or ui.perfetto.dev"
  }
}
