/// How a text file writes characters as bytes.
public enum TextEncoding: String, Sendable, CaseIterable {
  case utf8 = "UTF-8"
  case utf16LittleEndian = "UTF-16LE"
  case utf16BigEndian = "UTF-16BE"
  /// With the letters that Windows added (code page 932).
  case shiftJIS = "Shift_JIS"
  case eucJP = "EUC-JP"

  /// The names that iconv may know it by. Of several tables the one is chosen that browsers use, so
  /// the same character in Shift_JIS and in EUC-JP becomes the same character.
  var converterNames: [String] {
    switch self {
    case .shiftJIS: ["CP932"]
    case .eucJP: ["EUC-JP-MS", "EUC-JP"]
    case .utf8, .utf16LittleEndian, .utf16BigEndian: [rawValue]
    }
  }
}
