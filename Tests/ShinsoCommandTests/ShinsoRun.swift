import Foundation
import TestSupport
import Testing

/// A folder to run `shinso` in: with a cache of its own, and no tool to fetch with.
struct Workplace {
  let folder: URL

  static func with<Result>(_ body: (Workplace) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "shinso-command-\(UUID().uuidString)", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(Workplace(folder: folder))
  }

  func url(_ path: String) -> URL { folder.appending(path: path) }

  func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: url(path).path) }

  func bytes(_ path: String) throws -> Data { try Data(contentsOf: url(path)) }

  func text(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }

  /// The visible files below a folder by their paths in it; none if it is not there.
  func files(in folder: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    let names = FileManager.default.enumerator(atPath: url(folder).path)
    while let name = names?.nextObject() as? String {
      let isHidden = name.split(separator: "/").contains { $0.hasPrefix(".") }
      if isHidden || names?.fileAttributes?[.type] as? FileAttributeType != .typeRegular {
        continue
      }
      files[name] = try bytes("\(folder)/\(name)")
    }
    return files
  }

  @discardableResult
  func write(_ bytes: some Sequence<UInt8>, to path: String) throws -> URL {
    let file = url(path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
    return file
  }

  /// What a run of the command left behind.
  struct Outcome {
    /// The exit code, or nil where a signal ended it.
    let code: Int32?
    let output: String
    let errors: String

    var lines: [Substring] { output.split(separator: "\n") }

    /// Standard output as one JSON object.
    func json() throws -> [String: Any] {
      let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
      return try #require(value as? [String: Any])
    }
  }

  /// Runs `shinso` to its end, or until `during`, which is called many times a second, has sent
  /// the signal that it returns.
  @discardableResult
  func run(_ arguments: String..., during: () -> Int32? = { nil }) throws -> Outcome {
    try run(arguments, during: during)
  }

  /// - Parameters:
  ///   - program: another program that is built with the tests.
  ///   - launcher: a program that starts it, with its arguments.
  ///   - environment: takes the place of what a run has otherwise.
  ///   - input: what it reads from standard input.
  func run(
    _ arguments: [String], program: String = "shinso", launcher: [String] = [],
    environment: [String: String] = [:], input: String? = nil, during: () -> Int32? = { nil }
  ) throws -> Outcome {
    let process = Process()
    let words = launcher + [Self.binary(program).path] + arguments
    process.executableURL = URL(filePath: words[0])
    process.arguments = Array(words.dropFirst())
    process.currentDirectoryURL = folder
    process.environment = ["PATH": "/nonexistent", "SHINSO_CACHE": url("cache").path]
      .merging(Self.inherited) { $1 }.merging(environment) { $1 }
    let fed = try input.map { try FileHandle(forReadingFrom: write($0.utf8, to: ".input")) }
    process.standardInput = fed ?? FileHandle.nullDevice
    // Files take any amount, where a pipe that nobody reads fills up.
    let capture = try [1, 2].map { number in
      let file = FileManager.default.temporaryDirectory
        .appending(path: "shinso-\(number)-\(UUID().uuidString)")
      try Data().write(to: file)
      return (file, try FileHandle(forWritingTo: file))
    }
    defer { for (file, _) in capture { try? FileManager.default.removeItem(at: file) } }
    (process.standardOutput, process.standardError) = (capture[0].1, capture[1].1)
    try process.run()
    var signal: Int32?
    while process.isRunning {
      if signal == nil {
        signal = during()
        if let signal { kill(process.processIdentifier, signal) }
      }
      usleep(1000)
    }
    process.waitUntilExit()
    let texts = try capture.map { String(decoding: try Data(contentsOf: $0.0), as: UTF8.self) }
    return Outcome(
      code: process.terminationReason == .exit ? process.terminationStatus : nil,
      output: texts[0], errors: texts[1])
  }

  /// What `make sanitize` tells the sanitizers, which are in the binary too, and how threads wait.
  private static let inherited = ProcessInfo.processInfo.environment.filter {
    ["ASAN_OPTIONS", "TSAN_OPTIONS", "OMP_WAIT_POLICY"].contains($0.key)
  }

  /// A program as built with the tests: beside their bundle.
  private static func binary(_ name: String) -> URL {
    let bundle =
      CommandLine.arguments.first { $0.contains(".xctest") }
      ?? Bundle.main.executablePath ?? ""
    var folder = URL(filePath: bundle)
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let binary = folder.appending(path: name)
      if FileManager.default.isExecutableFile(atPath: binary.path) { return binary }
    }
    preconditionFailure("no binary \(name) above \(bundle)")
  }
}

/// Expects the command to stop with a code and one `error:` line that contains `parts`.
func expectError(
  _ outcome: Workplace.Outcome, _ code: Int32, _ parts: String...,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let told = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
  #expect(outcome.code == code, "\(outcome)", sourceLocation: sourceLocation)
  #expect(told.count == 1, "\(outcome)", sourceLocation: sourceLocation)
  #expect(outcome.errors.hasSuffix("\n"), sourceLocation: sourceLocation)
  for part in parts {
    #expect(
      told.first?.contains(part) == true, "\(outcome.errors) lacks \(part)",
      sourceLocation: sourceLocation)
  }
}
