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

  /// Draws how large weights, gradients and activations were over the iterations, a curve a layer:
  /// of the layers that the log has numbers of; without any, nothing.
  ///
  /// - Throws: as `curves`.
  public static func statistics(of log: URL, title: String, to url: URL) throws {
    let records = try LogRecord.read(log).filter { $0.split == .layers }
    func panel(_ label: String, _ value: (LayerNumbers) -> Double?) -> Panel {
      var curves: [String: [(Double, Double)]] = [:]
      var places: [String: Int] = [:]
      for record in records {
        for (name, numbers) in record.layers ?? [:] {
          // A logarithmic axis has no place for 0.
          if let y = value(numbers), y > 0, y.isFinite {
            places[name] = numbers.place ?? 0
            curves[name, default: []].append((Double(record.iteration), y))
          }
        }
      }
      return Panel(
        label: label, isLogarithmic: true,
        curves: chosen(places).enumerated().map { index, name in
          Curve(name: name, points: curves[name] ?? [], color: colors[index], width: 1.5)
        })
    }
    let panels = [
      panel("weights (root mean square)", \.weight),
      panel("gradients (root mean square)", \.gradient),
      panel("activations (standard deviation)", \.activationDeviation),
    ].filter { !$0.curves.isEmpty }
    if panels.isEmpty { return }
    try draw(panels, title: title, width: 620 * panels.count, height: 560, to: url)
  }

  /// The layers that get a curve, in their order: more than there are colors would tell nothing apart,
  /// so of many the first and the last.
  static func chosen(_ places: [String: Int]) -> [String] {
    let names = places.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.key)
    let half = colors.count / 2
    return names.count > colors.count ? Array(names.prefix(half) + names.suffix(half)) : names
  }

  /// Draws the curves of several runs over each other.
  ///
  /// - Parameter runs: names and `log.jsonl` files.
  /// - Throws: as `curves`.
  public static func comparison(
    of runs: [(name: String, log: URL)], title: String, to url: URL
  ) throws {
    let logs = try runs.map { try LogRecord.read($0.log) }
    func panel(
      _ label: String, _ range: String, _ value: (LogRecord) -> Double?
    ) -> Panel {
      var curves: [Curve] = []
      for (index, (run, records)) in zip(runs, logs).enumerated() {
        func points(_ split: LogRecord.Split) -> [(Double, Double)] {
          records.filter { $0.split == split }.compactMap { record in
            value(record).map { (Double(record.iteration), $0) }
          }
        }
        // The test data tell, if there are any.
        let test = points(.test)
        let color = colors[index % colors.count]
        curves.append(
          Curve(
            name: run.name, points: test.isEmpty ? points(.train) : test, color: color, width: 2))
      }
      return Panel(label: label, range: range, curves: curves.filter { !$0.points.isEmpty })
    }
    let panels = [
      panel("loss", "set yrange [0:*]", \.loss),
      panel("accuracy (%)", "set yrange [*:100]") { $0.accuracy.map { $0 * 100 } },
    ].filter { !$0.curves.isEmpty }
    if panels.isEmpty { return }
    try draw(panels, title: title, width: 620 * panels.count, height: 500, to: url)
  }

  /// Twelve colors that differ for most eyes.
  static let colors = [
    "#1f77b4", "#d94801", "#2ca02c", "#7b3294", "#8c564b", "#e377c2", "#17becf", "#bcbd22",
    "#08306b", "#cb181d", "#525252", "#fdae61",
  ]

  private struct Curve {
    let name: String
    let points: [(Double, Double)]
    let color: String
    let width: Double
  }

  private struct Panel {
    let label: String
    var range = "set yrange [*:*]"
    var isLogarithmic = false
    let curves: [Curve]
  }

  /// Panels side by side over the iterations, each with its key below.
  private static func draw(
    _ panels: [Panel], title: String, width: Int, height: Int, to url: URL
  ) throws {
    var script = [
      "set multiplot layout 1,\(panels.count) title "
        + quoted(TextWidth.shortened(title, width / 12)),
      "set xlabel 'iteration' offset 0,0.4", "set grid linecolor rgb '#dddddd'",
      "set format x '%.0f'",
      "set border 3", "set tics nomirror", "set key below left Left reverse width 1 height 1",
    ]
    for (index, panel) in panels.enumerated() {
      for (number, curve) in panel.curves.enumerated() {
        script.append("$curve\(index)_\(number) << END_OF_DATA")
        script += curve.points.map { "\($0.0) \($0.1)" }
        script.append("END_OF_DATA")
      }
      script += [
        panel.isLogarithmic ? "set logscale y" : "unset logscale y",
        "set format y '%g'", panel.range, "set ylabel \(quoted(panel.label))",
        "plot "
          + panel.curves.enumerated().map { number, curve in
            let style =
              curve.points.count < 40 ? "linespoints pointtype 7 pointsize 0.4" : "lines"
            return "$curve\(index)_\(number) using 1:2 with \(style) linewidth \(curve.width) "
              + "linecolor rgb '\(curve.color)' title \(quoted(TextWidth.shortened(curve.name, 34)))"
          }.joined(separator: ", "),
      ]
    }
    script.append("unset multiplot")
    try draw(script.joined(separator: "\n"), width: width, height: height, to: url)
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
