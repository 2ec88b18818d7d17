import Foundation
import ShinsoTensor

/// Runs the tools that fetch and unpack files, without a shell and without standard input. Their
/// output is kept in a file. If this process is interrupted, the tool is ended too.
package struct Subprocess: Sendable {
  let environment: [String: String]

  package struct Result {
    package let status: Int32
    /// The end of the tool's output, from both standard output and standard error.
    package let log: String

    /// The last line that reports an error, or else the last line; for error messages.
    package var reason: String {
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

  /// The path of a tool; nil if it is not in `PATH`.
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

  /// Runs a tool until it ends.
  ///
  /// - Parameters:
  ///   - scratch: an existing folder for the tool's output and temporary files.
  ///   - output: the file for standard output; nil to keep it with the messages.
  ///   - tick: called several times a second while the tool runs; what it throws ends the tool.
  package func run(
    _ tool: String, _ arguments: [String], in folder: URL? = nil, scratch: URL,
    output: URL? = nil, tick: () throws -> Void = {}
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
    while ended.wait(timeout: .now() + .milliseconds(200)) == .timedOut {
      do {
        try tick()
      } catch {
        process.terminate()
        ended.wait()
        throw error
      }
    }
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
