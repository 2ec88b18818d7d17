/// Decodes the names in zip archives.
///
/// Names that are neither UTF-8 nor Japanese are read as code page 437, that of the first PCs, in which
/// every byte is valid, so names that differ stay different.
enum ZipName {
  /// The characters of the bytes from 128 on.
  private static let upperHalf = Array(
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀"
      + "αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}")

  static func decode(_ bytes: [UInt8]) -> String {
    String(
      bytes.map { $0 < 128 ? Character(UnicodeScalar($0)) : upperHalf[Int($0) - 128] })
  }
}
