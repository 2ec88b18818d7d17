/// A token as a key. Strings are equal if a reader sees the same; tokens only if their bytes are, so
/// that a text comes back as it was. Hashing bytes is also several times as fast.
struct TokenKey: Hashable {
  let token: String

  init(_ token: some StringProtocol) {
    self.token = String(token)
  }

  static func == (first: TokenKey, second: TokenKey) -> Bool {
    first.token.utf8.elementsEqual(second.token.utf8)
  }

  func hash(into hasher: inout Hasher) {
    for byte in token.utf8 { hasher.combine(byte) }
    hasher.combine(0xFF as UInt8)
  }
}
