import Foundation
import ShinsoTensor

/// A profiler's results as a table: milliseconds per update and the size of the forward pass's
/// outputs, layer by layer.
struct ProfileTable {
  let text: String

  /// - Parameters:
  ///   - updates: the number of updates measured.
  ///   - peakByteCount: the peak memory of tensors during the measurement.
  init(_ profiler: Profiler, updates: Int, peakByteCount: Int) {
    let rows = profiler.rows.filter { $0.path != UpdateProfile.span }
    let total = profiler.events.reduce(0) {
      $0 + ($1.name == UpdateProfile.span ? $1.duration : 0)
    }
    let width = max(rows.map { TextWidth.columns($0.path) }.max() ?? 0, 12)
    func number(_ seconds: Double) -> String {
      seconds == 0 ? "" : String(format: "%.3f", seconds * 1000 / Double(updates))
    }
    func line(_ name: String, _ cells: [String]) -> String {
      TextWidth.left(name, width) + cells.map { TextWidth.right($0, 10) }.joined() + "\n"
    }
    var text = line("ms per update", ["forward", "backward", "other", "share", "out MiB"])
    for row in rows {
      let seconds = row.forward + row.backward + row.other
      let memory = Double(row.byteCount) / Double(updates) / 1_048_576
      text += line(
        row.path,
        [
          number(row.forward), number(row.backward), number(row.other),
          String(format: "%.1f%%", 100 * seconds / max(total, 1e-12)),
          memory == 0 ? "" : String(format: "%.2f", memory),
        ])
    }
    text += line("all", ["", "", number(total), "100.0%", ""])
    text += String(
      format: "out: outputs of forward passes; tensors took at most %.2f MiB\n",
      Double(peakByteCount) / 1_048_576)
    self.text = text
  }
}
