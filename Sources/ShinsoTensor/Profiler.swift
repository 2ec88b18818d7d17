import Foundation
import Synchronization

/// Records how long ops take and how much they make, forward and backward, and what else a program
/// measures by `span`. One at a time is active; without one, ops pay an atomic load.
public final class Profiler: Sendable {
  public enum Kind: String, Sendable, Hashable, CaseIterable { case forward, backward, other }

  public struct Event: Sendable, Hashable {
    public let kind: Kind
    /// The op, or what a span is called.
    public let name: String
    /// The module that ran it; empty outside of modules.
    public let path: String
    /// Seconds since the profiler was made.
    public let start: Double
    /// Seconds.
    public let duration: Double
    /// Of what was made.
    public let byteCount: Int
    /// Shapes of the inputs.
    public let shapes: String
  }

  private static let isActive = Atomic<Bool>(false)
  private static let active = Mutex<Profiler?>(nil)

  private let origin = ContinuousClock.now
  private let recorded = Mutex<[Event]>([])

  public init() {}

  /// What was recorded so far, in the order in which it ended.
  public var events: [Event] { recorded.withLock { $0 } }

  /// Records until `stop`.
  public func start() {
    Self.active.withLock { $0 = self }
    Self.isActive.store(true, ordering: .relaxed)
  }

  public func stop() {
    Self.isActive.store(false, ordering: .relaxed)
    Self.active.withLock { $0 = nil }
  }

  /// Runs `body` and, if a profiler is active, records it under a name.
  public static func span<R, Failure: Error>(
    _ name: String, _ body: () throws(Failure) -> R
  ) throws(Failure) -> R {
    try measure(.other, name, [], made: { _ in 0 }, body)
  }

  /// Runs an op's forward or backward pass.
  static func measure<R, Failure: Error>(
    _ kind: Kind, _ name: @autoclosure () -> String, _ inputs: @autoclosure () -> [Shape],
    made: (R) -> Int, _ body: () throws(Failure) -> R
  ) throws(Failure) -> R {
    guard isActive.load(ordering: .relaxed), let profiler = active.withLock({ $0 }) else {
      return try body()
    }
    let start = ContinuousClock.now
    let result = try body()
    let end = ContinuousClock.now
    let event = Event(
      kind: kind, name: name(), path: CallPath.current,
      start: (start - profiler.origin) / .seconds(1), duration: (end - start) / .seconds(1),
      byteCount: made(result), shapes: inputs().map(\.description).joined(separator: " "))
    profiler.recorded.withLock { $0.append(event) }
    return result
  }
}

extension Profiler {
  /// What one module's own ops cost in all.
  public struct Row: Sendable, Hashable {
    public let path: String
    /// Seconds.
    public let forward: Double
    public let backward: Double
    public let other: Double
    /// Of what the forward ops made.
    public let byteCount: Int
    public let calls: Int
  }

  /// Modules in the order in which they ran first; what lies outside of modules by its name.
  public var rows: [Row] {
    var order: [String] = []
    var groups: [String: [Event]] = [:]
    for event in events {
      let key = event.path.isEmpty ? event.name : event.path
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(event)
    }
    return order.map { key in
      let events = groups[key] ?? []
      func seconds(_ kind: Kind) -> Double {
        events.reduce(0) { $0 + ($1.kind == kind ? $1.duration : 0) }
      }
      return Row(
        path: key, forward: seconds(.forward), backward: seconds(.backward),
        other: seconds(.other),
        byteCount: events.reduce(0) { $0 + ($1.kind == .forward ? $1.byteCount : 0) },
        calls: events.count { $0.kind != .backward })
    }
  }

  /// The events for Chrome's `chrome://tracing` and for Perfetto (Trace Event Format).
  public var chromeTrace: Data {
    struct Entry: Encodable {
      let name: String
      let cat: String
      let ph = "X"
      let ts: Double
      let dur: Double
      let pid = 1
      let tid: Int
      let args: [String: String]
    }
    struct Trace: Encodable {
      let traceEvents: [Entry]
      let displayTimeUnit = "ms"
    }
    let entries = events.map { event in
      Entry(
        name: event.path.isEmpty ? event.name : "\(event.path) · \(event.name)",
        cat: event.kind.rawValue, ts: event.start * 1e6, dur: event.duration * 1e6,
        tid: event.kind == .other ? 2 : 1,
        args: [
          "layer": event.path, "inputs": event.shapes, "bytes": "\(event.byteCount)",
        ])
    }
    return (try? JSONEncoder().encode(Trace(traceEvents: entries))) ?? Data()
  }
}
