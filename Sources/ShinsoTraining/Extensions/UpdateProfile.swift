import Foundation
import ShinsoFormats
import ShinsoTensor

/// Ten updates of a training, measured op by op; nothing between them is.
final class UpdateProfile {
  static let span = "update (all)"
  private static let wanted = 10
  /// Updates before them, in which caches fill.
  private static let skipped = 3

  private let profiler = Profiler()
  private var isWanted = false
  private var peakByteCount = 0

  /// To be called before the update that comes after so many.
  func prepare(updatesMade: Int) {
    isWanted = (Self.skipped..<Self.skipped + Self.wanted).contains(updatesMade)
  }

  /// Runs an update.
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

  /// Writes the trace, and the table to standard error. Returns what the user is to know of it.
  func write(to url: URL) throws -> String {
    let updates = profiler.events.count { $0.name == Self.span }
    if updates == 0 {
      return "nothing was profiled: that takes more than \(Self.skipped) updates"
    }
    try AtomicFile.write(profiler.chromeTrace, to: url)
    let table = ProfileTable(profiler, updates: updates, peakByteCount: peakByteCount)
    try? FileHandle.standardError.write(contentsOf: Data(table.text.utf8))
    let few =
      updates < Self.wanted ? "only \(updates) of \(Self.wanted) updates were profiled; " : ""
    return "\(few)\(url.path) is for chrome://tracing or ui.perfetto.dev"
  }
}
