/// A token as a dictionary key. Strings are equal if they look the same to a reader; tokens are
/// equal only if their bytes are, so that a text can be restored exactly. Hashing bytes is also
/// several times faster.
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
