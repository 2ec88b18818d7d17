/// What a browser's `Accept-Language` says that its user reads (RFC 9110, section 12.5.4).
struct AcceptedLanguages {
  /// Without regions, best first: `ja`, `en`.
  private let languages: [String]

  /// - Parameter header: `ja,en-US;q=0.8,en;q=0.7`.
  init(_ header: String) {
    let ranges = header.split(separator: ",").prefix(100).map { range -> (String, Double) in
      let parts = range.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
      let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.map { $0.dropFirst(2) }
      let language = parts.first?.split(separator: "-").first ?? ""
      return (language.lowercased(), quality.map { Double($0) ?? 0 } ?? 1)
    }
    // Of the same quality, the first counts more.
    languages = ranges.enumerated().filter { $0.element.1 > 0 }
      .sorted { ($1.element.1, $0.offset) < ($0.element.1, $1.offset) }.map(\.element.0)
  }

  /// nil: it says nothing of these.
  func best(of known: [String]) -> String? {
    languages.first { known.contains($0) }
  }
}
