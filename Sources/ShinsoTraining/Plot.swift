import Foundation
import ShinsoFormats
import ShinsoTensor
import Synchronization

/// Pictures by gnuplot, run as a process. Where it is missing a training goes on: one warning, and
/// the numbers stay in `log.jsonl`.
public enum Plot {
  private static let hasWarned = Atomic<Bool>(false)

  private static let executable: URL? = {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").map { URL(filePath: String($0)).appending(path: "gnuplot") }
      .first { access($0.path, X_OK) == 0 }
  }()

  /// Whether gnuplot is installed.
  public static var isAvailable: Bool { executable != nil }

  /// Draws loss and accuracy over the iterations, of the training and the test data, as a PNG and
  /// an SVG file.
  ///
  /// - Parameters:
  ///   - url: its extension is replaced by `png` and by `svg`.
  ///   - log: a run's `log.jsonl`.
  /// - Throws: `InputError` if the log cannot be read or a file cannot be written. Without gnuplot
  ///   it only warns.
  public static func curves(of log: URL, title: String, to url: URL) throws {
    let records = try LogRecord.read(log)
    func data(_ split: LogRecord.Split, _ value: (LogRecord) -> Double?) -> [(Int, Double)] {
      records.filter { $0.split == split }.compactMap { record in
        value(record).map { (record.iteration, $0) }
      }
    }
    let panels = [
      ("loss", data(.train, \.loss), data(.test, \.loss), "set yrange [0:*]"),
      (
        "accuracy (%)", data(.train) { $0.accuracy.map { $0 * 100 } },
        data(.test) { $0.accuracy.map { $0 * 100 } }, "set yrange [*:100]"
      ),
    ]
    guard panels.contains(where: { !$0.1.isEmpty || !$0.2.isEmpty }) else { return }
    var script: [String] = [
      "set multiplot layout 1,2 title \(quoted(TextWidth.shortened(title, 90)))",
      "set xlabel 'iteration'", "set grid linecolor rgb '#dddddd'",
      "set format x '%.0f'", "set xtics autofreq", "set border 3", "set tics nomirror",
    ]
    for (index, (label, train, test, range)) in panels.enumerated() {
      let curves = [("train", train, "#6baed6", 1.0), ("test", test, "#d94801", 2.0)]
        .filter { !$0.1.isEmpty }
      if curves.isEmpty { continue }
      for (name, points, _, _) in curves {
        script.append("$\(name)\(index) << END_OF_DATA")
        script += points.map { "\($0.0) \($0.1)" }
        script.append("END_OF_DATA")
      }
      script += [
        range, "set ylabel '\(label)'", "set key \(index == 0 ? "top" : "bottom") right",
        "plot "
          + curves.map { name, points, color, width in
            // A single point has no line.
            let style = points.count < 40 ? "linespoints pointtype 7 pointsize 0.5" : "lines"
            return "$\(name)\(index) using 1:2 with \(style) linewidth \(width) "
              + "linecolor rgb '\(color)' title '\(name)'"
          }.joined(separator: ", "),
      ]
    }
    script.append("unset multiplot")
    try draw(script.joined(separator: "\n"), width: 1100, height: 450, to: url)
  }

  /// Runs a script once for a PNG and once for an SVG file, or for the PNG file alone.
  static func draw(
    _ script: String, width: Int, height: Int, fontSize: Int = 11, to url: URL, svg: Bool = true
  ) throws {
    guard let executable else { return warn() }
    let base = url.deletingPathExtension()
    let size = "size \(width),\(height)"
    try run(
      executable,
      "set terminal pngcairo \(size) noenhanced font 'Sans,\(fontSize)' background '#ffffff'",
      script, to: base.appendingPathExtension("png"))
    guard svg else { return }
    try run(
      executable,
      "set terminal svg \(size) dynamic noenhanced font 'sans-serif,\(fontSize + 3)' "
        + "background '#ffffff'",
      script, to: base.appendingPathExtension("svg"))
  }

  /// A text as a gnuplot string. Single quotes keep it from being interpreted; a class may be
  /// called anything.
  static func quoted(_ text: String) -> String {
    let plain = String(text.map { $0.isNewline || $0 == "\0" || $0 == "`" ? " " : $0 })
    return "'" + plain.replacingOccurrences(of: "'", with: "''") + "'"
  }

  /// A text as the label of a tick, which gnuplot takes for a number's format.
  static func tick(_ text: String) -> String {
    quoted(text.replacingOccurrences(of: "%", with: "%%"))
  }

  private static func warn() {
    if hasWarned.exchange(true, ordering: .relaxed) { return }
    FileHandle.standardError.write(
      Data(
        ("warning: no pictures are drawn because gnuplot is not installed "
          + "(Debian: gnuplot-nox, Homebrew: gnuplot)\n").utf8))
  }

  private static func run(
    _ executable: URL, _ terminal: String, _ script: String, to url: URL
  ) throws {
    let scratch = FileManager.default.temporaryDirectory
      .appending(path: "shinso-plot-\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: false)
    } catch {
      throw InputError(scratch.path, "cannot be made: \(error.localizedDescription)")
    }
    defer { try? FileManager.default.removeItem(at: scratch) }
    let (input, output) = (scratch.appending(path: "script"), scratch.appending(path: "picture"))
    let messages = scratch.appending(path: "messages")
    let text = [terminal, "set encoding utf8", "set output \(quoted(output.path))", script, ""]
      .joined(separator: "\n")
    try AtomicFile.write(Data(text.utf8), to: input)
    try AtomicFile.write(Data(), to: messages)
    let process = Process()
    process.executableURL = executable
    process.arguments = [input.path]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: messages)
    do { try process.run() } catch {
      throw InputError(executable.path, "cannot be run: \(error.localizedDescription)")
    }
    process.waitUntilExit()
    guard process.terminationStatus == 0, let picture = try? Data(contentsOf: output),
      !picture.isEmpty
    else {
      let said = (try? String(contentsOf: messages, encoding: .utf8)) ?? ""
      let reason = said.split(separator: "\n").last { !$0.allSatisfy { " ^".contains($0) } }
      throw InputError(url.path, "gnuplot cannot draw it: \(reason ?? "it says nothing")")
    }
    try AtomicFile.write(picture, to: url)
  }
}
