import Foundation

/// The program itself, as a process of its own.
struct ServerProcess: Sendable {
  struct Failure: Error {}

  /// Beside the tests, where SwiftPM builds all products.
  private static let program = Bundle.main.bundleURL.appending(path: "shinso-server")
  static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: program.path) }

  let client: HTTPClient
  private let process: Process

  /// - Parameter cache: nil: the user's.
  init(runs: URL, cache: URL? = nil) throws {
    process = Process()
    process.executableURL = Self.program
    process.arguments = ["--port", "0", "--runs", runs.path]
    if let cache {
      process.environment = ProcessInfo.processInfo.environment
        .merging(["SHINSO_CACHE": cache.path]) { $1 }
    }
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    // Open http://127.0.0.1:PORT/ in a browser.
    guard let line = Self.firstLine(output),
      let port = line.split(separator: ":").dropFirst(2).first?.prefix(while: \.isNumber),
      let number = Int(port)
    else { throw Failure() }
    client = HTTPClient(port: number)
  }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits for its end.
  ///
  /// - Returns: its exit status, or the signal that ended it.
  func ended() async -> Int32 {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        process.waitUntilExit()
        continuation.resume(returning: process.terminationStatus)
      }
    }
  }

  private static func firstLine(_ pipe: Pipe) -> String? {
    var bytes = Data()
    while !bytes.contains(UInt8(ascii: "\n")) {
      let part = pipe.fileHandleForReading.availableData
      if part.isEmpty { return nil }
      bytes += part
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
