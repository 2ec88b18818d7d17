/// The names in an archive. They are bytes, and few archives tell their encoding.
enum ArchiveNames {
  /// UTF-8 where it is valid; all other names of the archive together as Japanese (Shift_JIS, EUC-JP) if
  /// they look like it, or else each as `otherwise` has it, which must keep names apart.
  static func decode(_ names: [[UInt8]], otherwise: ([UInt8]) -> String) -> [String] {
    let decoded = names.map { String(validating: $0, as: UTF8.self) }
    let others = zip(names, decoded).filter { $1 == nil }.map(\.0)
    guard !others.isEmpty else { return decoded.compactMap { $0 } }
    let text = Array(others.joined(separator: [UInt8(ascii: "\n")]))
    let japanese = try? TextDecoder(name: "").decode(text)
    var lines =
      japanese.map { $0.text.split(separator: "\n", omittingEmptySubsequences: false) }?
      .map(String.init) ?? []
    if lines.count != others.count { lines = others.map(otherwise) }
    var next = lines.makeIterator()
    return decoded.map { $0 ?? next.next() ?? "" }
  }

  /// Some programs for Windows write paths with backslashes. If no name has a slash, that is what they
  /// are.
  static func slashed(_ names: [String]) -> [String] {
    names.contains { $0.utf8.contains(UInt8(ascii: "/")) }
      ? names : names.map { $0.replacing("\\", with: "/") }
  }
}
