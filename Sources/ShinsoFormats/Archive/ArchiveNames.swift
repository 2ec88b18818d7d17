/// The names in an archive. They are bytes, and few archives tell their encoding.
enum ArchiveNames {
  /// UTF-8 where it is valid; all other names of the archive together as Japanese (Shift_JIS, EUC-JP) if
  /// they look like it, or else each as `otherwise` has it, which must keep names apart.
  ///
  /// - Parameter archive: named by the note about names that are not UTF-8.
  static func decode(
    _ names: [[UInt8]], in archive: String,
    otherwise: (encoding: String, decode: ([UInt8]) -> String)
  ) -> [String] {
    let decoded = names.map { String(validating: $0, as: UTF8.self) }
    let others = zip(names, decoded).filter { $1 == nil }.map(\.0)
    guard !others.isEmpty else { return decoded.compactMap { $0 } }
    let text = Array(others.joined(separator: [UInt8(ascii: "\n")]))
    var encoding = otherwise.encoding
    var lines = others.map(otherwise.decode)
    if let japanese = try? TextDecoder(name: archive).japanese(text) {
      let names = japanese.0.split(separator: "\n", omittingEmptySubsequences: false)
      if names.count == lines.count {
        lines = names.map(String.init)
        encoding = japanese.1.rawValue
      }
    }
    Console.note("\(archive): names that are not UTF-8 are read as \(encoding)")
    var next = lines.makeIterator()
    return decoded.map { $0 ?? next.next() ?? "" }
  }

  /// Some programs for Windows write paths with backslashes. If no file's name has a slash, that is what
  /// they are.
  static func slashed(_ names: [String]) -> [String] {
    names.contains { $0.utf8.dropLast().contains(UInt8(ascii: "/")) }
      ? names : names.map { $0.replacing("\\", with: "/") }
  }
}
