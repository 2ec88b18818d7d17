import Foundation
import ShinsoFormats

/// Looks for programs and asks them for their versions.
struct Tools {
  let environment: [String: String]
  private let process: Subprocess

  init(environment: [String: String]) {
    self.environment = environment
    process = Subprocess(environment: environment)
  }

  #if os(Linux)
    let managerName = "apt-get"
  #else
    let managerName = "brew"
  #endif

  /// The path of the package manager.
  var manager: String? { process.find(managerName)?.path }

  func installCommand(debian: String?, homebrew: String?) -> String? {
    guard manager != nil else { return nil }
    #if os(Linux)
      return debian.map { (geteuid() == 0 ? "" : "sudo ") + "apt-get install \($0)" }
    #else
      return homebrew.map { "brew install \($0)" }
    #endif
  }

  /// A program and the version in the first line that it prints.
  func found(_ tool: String, _ arguments: [String]) -> (version: String?, file: String?)? {
    guard let path = process.find(tool)?.path else { return nil }
    return (lines(tool, arguments)?.first.flatMap(Self.version), path)
  }

  /// pip as Shinso calls it, a module of Python.
  func pip() -> (version: String?, file: String?)? {
    guard let path = process.find("python3")?.path,
      let line = lines("python3", ["-m", "pip", "--version"])?.first
    else { return nil }
    return (Self.version(line), "\(path) -m pip")
  }

  /// A font with Japanese characters.
  func japaneseFont() -> (version: String?, file: String?)? {
    #if os(Linux)
      guard let line = lines("fc-list", [":lang=ja", "file"])?.last else { return nil }
      return (nil, line.trimmingCharacters(in: CharacterSet(charactersIn: ": ")))
    #else
      // Part of the system.
      return (nil, "/System/Library/Fonts")
    #endif
  }

  /// What a program prints; nil if it is missing, fails, or prints nothing.
  private func lines(_ tool: String, _ arguments: [String]) -> [String]? {
    let scratch = FileManager.default.temporaryDirectory
      .appending(path: "shinso-doctor-\(UUID().uuidString)", directoryHint: .isDirectory)
    guard process.find(tool) != nil,
      (try? FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: false))
        != nil
    else { return nil }
    defer { try? FileManager.default.removeItem(at: scratch) }
    guard let result = try? process.run(tool, arguments, scratch: scratch), result.status == 0
    else { return nil }
    let lines = result.log.split(whereSeparator: \.isNewline).map(String.init)
    return lines.isEmpty ? nil : lines
  }

  /// The first word that begins with a digit: `5.4` of `gnuplot 5.4 patchlevel 4`.
  private static func version(_ line: String) -> String? {
    line.split(separator: " ").first { $0.first?.isNumber == true }.map(String.init)
  }
}
