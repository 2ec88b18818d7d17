/// How the characters of a text file are encoded as bytes.
public enum TextEncoding: String, Sendable, CaseIterable {
  case utf8 = "UTF-8"
  case utf16LittleEndian = "UTF-16LE"
  case utf16BigEndian = "UTF-16BE"
  /// With the characters that Windows added (code page 932).
  case shiftJIS = "Shift_JIS"
  case eucJP = "EUC-JP"
  /// With the characters that Windows added (code page 1252).
  case latin1 = "Latin-1"

  /// The names that iconv may use. If there are several tables, the one that browsers use is
  /// chosen, so that the same character in Shift_JIS and in EUC-JP gives the same result.
  package var converterNames: [String] {
    switch self {
    case .shiftJIS: ["CP932"]
    case .latin1: ["CP1252"]
    case .eucJP: ["EUC-JP-MS", "EUC-JP"]
    case .utf8, .utf16LittleEndian, .utf16BigEndian: [rawValue]
    }
  }
}
