/// A name of something in a file, equal to another only if their bytes are. Swift's `String` is equal to
/// others that merely look the same ("é" as one character or as two), which files keep apart.
package struct ExactName: Hashable, Sendable {
  package let text: String

  package init(_ text: String) { self.text = text }

  package static func == (a: ExactName, b: ExactName) -> Bool {
    a.text.utf8.elementsEqual(b.text.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
    hasher.combine(0xFF as UInt8)
  }
}

extension String {
  /// UTF-8, or else every byte as the character of Latin-1, so that names that differ stay different.
  package init(utf8OrLatin1 bytes: some Collection<UInt8>) {
    self =
      String(validating: bytes, as: UTF8.self)
      ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }

  /// Whether the bytes are those of `other`.
  package func isExactly(_ other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
