import Foundation
import ShinsoFormats
import ShinsoTensor
import Synchronization

/// Plots made with gnuplot, which runs as a process. If it is missing, training continues with one
/// warning, and the numbers are still in `log.jsonl`.
public enum Plot {
  private static let hasWarned = Atomic<Bool>(false)

  private static let executable: URL? = {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").map { URL(filePath: String($0)).appending(path: "gnuplot") }
      .first { access($0.path, X_OK) == 0 }
  }()

  /// Whether gnuplot is installed.
  public static var isAvailable: Bool { executable != nil }

  private static let missing =
    "gnuplot is not installed (Debian: gnuplot-nox, Homebrew: gnuplot)"

  /// Checks that a picture can be drawn, so that a long computation does not fail at its end.
  ///
  /// - Throws: `InputError` if gnuplot is missing or the file cannot be written.
  public static func checkDrawable(to url: URL) throws {
    guard isAvailable else {
      throw InputError(url.relativePath, "cannot be drawn because \(missing)")
    }
    guard ["", "png", "svg"].contains(url.pathExtension.lowercased()) else {
      throw InputError(
        url.relativePath, "pictures are drawn as .png and .svg, not as .\(url.pathExtension)")
    }
    try AtomicFile.checkWritable(url)
  }

  /// Runs a script twice, for a PNG and an SVG file, or once for only the PNG file.
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

  /// The text as a gnuplot string, whatever it is: a class or a word may be a quote or a backtick, or
  /// hold what no plain font has.
  static func quoted(_ text: String) -> String { literal(PlainText.drawable(text)) }

  /// Characters as a gnuplot string, such as a file's name.
  /// Signs are written by their numbers, since gnuplot misreads a string in single quotes that begins
  /// with one, and runs what stands between backticks.
  static func literal(_ text: String) -> String {
    let parts = text.unicodeScalars.map { scalar -> String in
      if scalar.properties.generalCategory == .control { return " " }
      guard scalar.isASCII, scalar != " ", !scalar.properties.isAlphabetic,
        scalar.properties.numericType == nil
      else { return String(scalar) }
      // Four digits, so that none of those that follow is taken for part of the number.
      let octal = String(scalar.value, radix: 8)
      return "\\" + String(repeating: "0", count: 4 - octal.count) + octal
    }
    return "\"\(parts.joined())\""
  }

  /// The text as a tick label, which gnuplot interprets as a number format.
  static func tick(_ text: String) -> String {
    quoted(text.replacingOccurrences(of: "%", with: "%%"))
  }

  private static func warn() {
    if hasWarned.exchange(true, ordering: .relaxed) { return }
    FileHandle.standardError.write(
      Data("warning: no pictures are drawn because \(missing)\n".utf8))
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
    let text = [terminal, "set encoding utf8", "set output \(literal(output.path))", script, ""]
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
      throw InputError(url.path, "gnuplot cannot draw it: \(reason ?? "no reason given")")
    }
    try AtomicFile.write(picture, to: url)
  }
}
