import Foundation
import Testing

struct ShutdownTests {
  /// Beside the tests, where SwiftPM builds all products.
  private static let program = Bundle.main.bundleURL.appending(path: "shinso-server")

  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: program.path),
      "needs the program: make server"))
  func whatRunsIsFinishedBeforeTheEnd() async throws {
    let folder = try await TestServer.shared.value.folder
    let process = Process()
    process.executableURL = Self.program
    process.arguments = ["--port", "0", "--runs", folder.appending(path: "runs").path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let line = try #require(Self.firstLine(output))
    let port = try #require(
      Int(line.drop { $0 != ":" }.dropFirst().drop { $0 != ":" }.dropFirst().prefix { $0.isNumber })
    )
    let client = HTTPClient(port: port)
    let picture = try TestServer.picture(3)
    let head =
      "POST /api/classify?model=lenet HTTP/1.1\r\nHost: localhost\r\n"
      + "Connection: close\r\nContent-Length: \(picture.count)\r\n\r\n"
    let number = process.processIdentifier
    let answer = try await client.exchange(Array(head.utf8) + picture) {
      // The signal comes in the middle of a request.
      Thread.sleep(forTimeInterval: 0.2)
      kill(number, SIGTERM)
      Thread.sleep(forTimeInterval: 0.3)
    }
    #expect(answer.status == 200)
    #expect(answer.text.contains("high"))
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        process.waitUntilExit()
        continuation.resume()
      }
    }
    #expect(process.terminationStatus == 0)
    await #expect(throws: (any Error).self) { try await client.get("/healthz") }
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
