/// Decodes the names in zip archives.
///
/// Names are in UTF-8 or in code page 437, that of the first PCs. Flag 11 says which, but many
/// writers of UTF-8 (those of macOS among them) do not set it, so any name that is valid UTF-8 is
/// read as UTF-8. Every other name is read as code page 437, in which every byte is valid, so names
/// that differ stay different.
enum ZipName {
  /// The characters of the bytes from 128 on.
  private static let upperHalf = Array(
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀"
      + "αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}")

  static func decode(_ bytes: ArraySlice<UInt8>) -> String {
    String(validating: bytes, as: UTF8.self)
      ?? String(
        bytes.map { $0 < 128 ? Character(UnicodeScalar($0)) : upperHalf[Int($0) - 128] })
  }
}
