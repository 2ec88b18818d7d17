import Foundation
import ShinsoFormats

/// The characters that the fonts of this machine have, as fontconfig lists them.
struct FontCharacters {
  private let known: IndexSet

  /// - Parameter list: `20-7e a0-36f 374`, in hexadecimal numbers, a line for each font.
  init(_ list: String) {
    var known = IndexSet()
    for range in Set(list.split(whereSeparator: \.isWhitespace)) {
      let ends = range.split(separator: "-").compactMap { Int($0, radix: 16) }
      if let first = ends.first, let last = ends.last, first <= last {
        known.insert(integersIn: first...last)
      }
    }
    self.known = known
  }

  func contains(_ scalar: Unicode.Scalar) -> Bool { known.contains(Int(scalar.value)) }

  /// nil where fontconfig's program is missing.
  static let installed: FontCharacters? = {
    let process = Subprocess(environment: ProcessInfo.processInfo.environment)
    let scratch = FileManager.default.temporaryDirectory
      .appending(path: "shinso-fonts-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: scratch) }
    let output = scratch.appending(path: "characters")
    do {
      try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: false)
      let result = try process.run(
        "fc-list", ["--format=%{charset}\n"], scratch: scratch, output: output)
      let list = try String(contentsOf: output, encoding: .utf8)
      return result.status == 0 && !list.isEmpty ? FontCharacters(list) : nil
    } catch { return nil }
  }()
}
