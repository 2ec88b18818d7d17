import Foundation
import Synchronization

/// Records the time and the output size of ops, forward and backward, and of whatever else a
/// program measures by `span`. Only one profiler can be active; if none is, it costs an op one
/// atomic load.
public final class Profiler: Sendable {
  public enum Kind: String, Sendable, Hashable, CaseIterable { case forward, backward, other }

  public struct Event: Sendable, Hashable {
    public let kind: Kind
    /// The name of the op or span.
    public let name: String
    /// The module that ran it; empty outside of modules.
    public let path: String
    /// Seconds since the profiler was made.
    public let start: Double
    /// Seconds.
    public let duration: Double
    /// The size of the outputs in bytes.
    public let byteCount: Int
    /// Shapes of the inputs.
    public let shapes: String
  }

  private static let isActive = Atomic<Bool>(false)
  private static let active = Mutex<Profiler?>(nil)

  private let origin = ContinuousClock.now
  private let recorded = Mutex<[Event]>([])

  public init() {}

  /// The events recorded so far, in the order in which they ended.
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
  /// The total cost of one module's own ops.
  public struct Row: Sendable, Hashable {
    public let path: String
    /// Seconds.
    public let forward: Double
    public let backward: Double
    public let other: Double
    /// The size of the outputs of the forward ops in bytes.
    public let byteCount: Int
    public let calls: Int
  }

  /// Modules in the order in which they first ran. Ops and spans outside of modules are listed by
  /// name.
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
