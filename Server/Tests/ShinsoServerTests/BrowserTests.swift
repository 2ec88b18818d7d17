import Foundation
import Testing

/// What `make test-server` installs: a browser, and a program that asks what the API's description says.
/// Tests that need them are skipped without, and say so.
struct BrowserTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let programs = root.appending(path: ".deps/server-tests/bin")

  private static func exists(_ program: String) -> Bool {
    FileManager.default.isExecutableFile(atPath: programs.appending(path: program).path)
  }

  @Test(.enabled(if: exists("playwright"), "needs a browser: make test-server"))
  func aPersonCanUseThePage() async throws {
    let server = try await TestServer.shared.value
    let picture = server.folder.appending(path: "dropped.png")
    try Data(TestServer.picture(2)).write(to: picture)
    let screenshots = ProcessInfo.processInfo.environment["SHINSO_SCREENSHOTS"].map { [$0] } ?? []
    let script = Self.root.appending(path: "Server/Tests/Browser/page.py").path
    let (status, text) = try await run(
      "python3", [script, "http://localhost:\(server.client.port)", picture.path] + screenshots)
    #expect(status == 0, "\(text)")
  }

  @Test(.enabled(if: exists("schemathesis"), "needs schemathesis: make test-server"))
  func theDescriptionIsTrue() async throws {
    let server = try await TestServer.shared.value
    let (status, text) = try await run(
      "schemathesis",
      [
        "run", "http://localhost:\(server.client.port)/openapi.json", "--max-examples", "20",
        "--seed", "1", "--no-color",
      ])
    #expect(status == 0, "\(text)")
  }

  /// Runs a program to its end, on a thread of its own.
  private func run(_ program: String, _ words: [String]) async throws -> (Int32, String) {
    let process = Process()
    process.executableURL = Self.programs.appending(path: program)
    process.arguments = words
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    process.currentDirectoryURL = FileManager.default.temporaryDirectory
    try process.run()
    return await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        continuation.resume(
          returning: (process.terminationStatus, String(decoding: bytes, as: UTF8.self)))
      }
    }
  }
}
