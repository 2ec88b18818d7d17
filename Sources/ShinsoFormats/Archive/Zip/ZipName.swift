/// The names in zip archives.
///
/// They are UTF-8 or of the first PCs' code page 437; flag 11 says which, but many writers of UTF-8
/// (those of macOS among them) leave it out. So whatever is valid UTF-8 is taken for that. Every
/// other name is taken for code page 437, in which no byte is invalid: two names that differ stay
/// different.
enum ZipName {
  /// What stands for the bytes from 128 on.
  private static let upperHalf = Array(
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀"
      + "αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}")

  static func decode(_ bytes: ArraySlice<UInt8>) -> String {
    String(validating: bytes, as: UTF8.self)
      ?? String(
        bytes.map { $0 < 128 ? Character(UnicodeScalar($0)) : upperHalf[Int($0) - 128] })
  }
}
