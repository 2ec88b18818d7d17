import Foundation
import ShinsoFormats
import ShinsoTensor
import Synchronization

/// Reports the progress of a long computation on standard error: on a terminal as a bar with
/// throughput and time left, elsewhere as one plain line every ten seconds. It reports nothing if
/// the computation takes less than a second.
public final class ProgressReporter: Sendable {
  private struct State {
    var completed: Int
    var note = ""
    var lastDrawn = 0.0
    var isBarShown = false
    var isFinished = false
  }

  private let title: String
  private let total: Int
  private let unit: String
  private let first: Int
  /// How many units of throughput one step counts as, and their name.
  private let rate: (factor: Int, unit: String)
  private let output: FileHandle
  private let isTerminal: Bool
  private let clock: @Sendable () -> Double
  private let state: Mutex<State>

  /// - Parameters:
  ///   - unit: the plural name of what is counted.
  ///   - first: where a resumed computation starts. Earlier steps count as done, but not for the
  ///     throughput.
  ///   - rate: the unit of the throughput, if it is not `unit`, and how many of them each step is.
  public convenience init(
    title: String, total: Int, unit: String = "iterations", first: Int = 0,
    rate: (factor: Int, unit: String)? = nil
  ) {
    let start = ContinuousClock.now
    self.init(
      title: title, total: total, unit: unit, first: first, rate: rate, output: .standardError,
      isTerminal: isatty(STDERR_FILENO) == 1,
      clock: { (ContinuousClock.now - start) / .seconds(1) })
  }

  /// - Parameter clock: returns the seconds since the start; for tests.
  package init(
    title: String, total: Int, unit: String, first: Int, rate: (factor: Int, unit: String)?,
    output: FileHandle, isTerminal: Bool, clock: @escaping @Sendable () -> Double
  ) {
    self.title = title
    self.total = max(total, 1)
    self.unit = unit
    self.first = first
    self.rate = rate ?? (1, unit)
    self.output = output
    self.isTerminal = isTerminal
    self.clock = clock
    state = Mutex(State(completed: first))
  }

  /// Reports that `completed` steps are done. `note` is shown at the end of the line.
  public func update(_ completed: Int, note: @autoclosure () -> String = "") {
    let now = clock()
    state.withLock { state in
      state.completed = completed
      guard !state.isFinished, now >= 1, now - state.lastDrawn >= (isTerminal ? 0.2 : 10) else {
        return
      }
      state.lastDrawn = now
      state.note = note()
      if isTerminal {
        write("\r" + clipped(bar(state, now)) + "\u{1B}[K")
        state.isBarShown = true
      } else {
        write(plain(state, now) + "\n")
      }
    }
  }

  /// Prints a line that stays above the bar. Lines that follow within two seconds are dropped
  /// unless `always` is set.
  public func line(_ text: @autoclosure () -> String, always: Bool = false) {
    let now = clock()
    state.withLock { state in
      guard always || (now >= 1 && now - state.lastDrawn >= 2) || (isTerminal && now >= 1) else {
        return
      }
      if !isTerminal { state.lastDrawn = now }
      write((state.isBarShown ? "\r\u{1B}[K" : "") + text() + "\n")
      state.isBarShown = false
    }
  }

  /// Removes the bar. If the computation took more than a second, one line stays.
  public func finish() {
    let now = clock()
    state.withLock { state in
      guard !state.isFinished else { return }
      state.isFinished = true
      let clear = state.isBarShown ? "\r\u{1B}[K" : ""
      if now >= 1, state.completed > first {
        let done = state.completed - first
        write(
          "\(clear)\(title): \(units(done)) in \(FetchProgress.duration(now)) "
            + "(\(throughput(done, now)))\n")
      } else if !clear.isEmpty {
        write(clear)
      }
    }
  }

  // MARK: Texts

  private func bar(_ state: State, _ now: Double) -> String {
    let width = 24
    let part = min(Double(state.completed) / Double(total), 1)
    let filled = Int(part * Double(width))
    let bar = String(repeating: "━", count: filled) + String(repeating: "─", count: width - filled)
    return "\(title) \(bar) \(Int(part * 100))%  " + numbers(state, now)
  }

  private func plain(_ state: State, _ now: Double) -> String { "\(title): " + numbers(state, now) }

  private func numbers(_ state: State, _ now: Double) -> String {
    let done = state.completed - first
    var parts = ["\(state.completed) of \(units(total))"]
    if !state.note.isEmpty { parts.append(state.note) }
    if done > 0 {
      parts.append(throughput(done, now))
      let left = Double(max(total - state.completed, 0)) * now / Double(done)
      parts.append("\(FetchProgress.duration(left)) left")
    }
    return parts.joined(separator: ", ")
  }

  private func units(_ count: Int) -> String { counted(count, String(unit.dropLast()), unit) }

  private func throughput(_ done: Int, _ now: Double) -> String {
    let value = Double(done * rate.factor) / max(now, 1e-9)
    return String(format: value < 100 ? "%.1f" : "%.0f", value) + " \(rate.unit)/s"
  }

  /// The line cut to the terminal's width: a wrapped line could not be erased.
  private func clipped(_ line: String) -> String {
    var size = winsize()
    let known = ioctl(output.fileDescriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return TextWidth.shortened(line, (known ? Int(size.ws_col) : 80) - 1)
  }

  /// The computation must not stop because the terminal has been closed.
  private func write(_ text: String) {
    if Console.isSilent { return }
    try? output.write(contentsOf: Data(text.utf8))
  }
}
