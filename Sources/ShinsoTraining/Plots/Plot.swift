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
