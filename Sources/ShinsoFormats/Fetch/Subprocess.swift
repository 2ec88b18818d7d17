import Foundation
import ShinsoTensor

/// Runs the tools that fetch and unpack: without a shell, without standard input, with what they
/// print kept in a file. A tool ends when this process is interrupted.
package struct Subprocess: Sendable {
  let environment: [String: String]

  package struct Result {
    package let status: Int32
    /// The end of what the tool printed on both outputs.
    package let log: String

    /// The last line that reports an error, else the last line at all; for messages.
    var reason: String {
      let lines = log.split(whereSeparator: \.isNewline)
        .map { $0.trimmingCharacters(in: .whitespaces) }
        .filter { !$0.isEmpty }
      for line in lines.reversed() {
        for mark in ["ERROR: ", "E: ", "curl: "] where line.hasPrefix(mark) {
          return String(line.dropFirst(mark.count).prefix(200))
        }
      }
      return String((lines.last ?? "exit status \(status)").prefix(200))
    }
  }

  package init(environment: [String: String]) { self.environment = environment }

  /// The path of a tool; nil if `PATH` has none of that name.
  package func find(_ tool: String) -> URL? {
    for folder in (environment["PATH"] ?? "").split(separator: ":") {
      let file = URL(filePath: String(folder)).appending(path: tool)
      var found = stat()
      if access(file.path, X_OK) == 0, stat(file.path, &found) == 0,
        found.st_mode & S_IFMT == S_IFREG
      {
        return file
      }
    }
    return nil
  }

  /// Runs a tool to its end.
  ///
  /// - Parameters:
  ///   - scratch: a folder that is there; the tool's output and temporary files go into it.
  ///   - output: where standard output goes, if not among the messages.
  ///   - tick: called several times a second while the tool runs.
  package func run(
    _ tool: String, _ arguments: [String], in folder: URL? = nil, scratch: URL,
    output: URL? = nil, tick: () -> Void = {}
  ) throws -> Result {
    guard let executable = find(tool) else {
      throw InputError(tool, "is not installed")
    }
    let logFile = scratch.appending(path: "\(tool).log")
    let log = try Self.create(logFile)
    defer { try? log.close() }
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder ?? scratch
    process.environment = environment.merging(
      ["LC_ALL": "C", "TMPDIR": scratch.path], uniquingKeysWith: { $1 })
    process.standardInput = FileHandle.nullDevice
    process.standardError = log
    let outputHandle = try output.map(Self.create)
    defer { try? outputHandle?.close() }
    process.standardOutput = outputHandle ?? log
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    ChildSignals.install()
    defer { ChildSignals.uninstall() }
    do {
      try process.run()
    } catch {
      throw FileProblem.error(at: executable, error)
    }
    ChildSignals.add(process.processIdentifier)
    defer { ChildSignals.remove(process.processIdentifier) }
    while ended.wait(timeout: .now() + .milliseconds(200)) == .timedOut { tick() }
    return Result(status: process.terminationStatus, log: Self.tail(of: logFile))
  }

  private static func create(_ file: URL) throws -> FileHandle {
    let descriptor = open(file.path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileProblem.error(at: file, errno) }
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
  }

  private static func tail(of file: URL) -> String {
    guard let handle = try? FileHandle(forReadingFrom: file) else { return "" }
    defer { try? handle.close() }
    let size = (try? handle.seekToEnd()) ?? 0
    try? handle.seek(toOffset: size > 16_384 ? size - 16_384 : 0)
    return String(decoding: (try? handle.readToEnd()) ?? Data(), as: UTF8.self)
  }
}
