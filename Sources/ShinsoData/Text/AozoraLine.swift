import ShinsoFormats

/// A line with the markup of Aozora Bunko.
struct AozoraLine {
  private let scalars: [Unicode.Scalar]

  /// Longer than any reading or note; without a limit, damaged text would take quadratic time.
  private static let longestMark = 1000

  init(_ line: Substring) {
    scalars = Array(line.unicodeScalars)
  }

  func cleaned() -> String {
    var result = String.UnicodeScalarView()
    var place = 0
    while place < scalars.count {
      let scalar = scalars[place]
      if scalar == "※", let end = noteEnd(place + 1) {
        result.append(contentsOf: (character(place + 1..<end) ?? "※").unicodeScalars)
        place = end
      } else if let end = noteEnd(place) {
        place = end
      } else if scalar == "《", !result.isEmpty, let end = window(place).firstIndex(of: "》") {
        place = end + 1
      } else {
        if scalar != "｜" || !marksReading(place) { result.append(scalar) }
        place += 1
      }
    }
    return String(result)
  }

  private func window(_ place: Int) -> ArraySlice<Unicode.Scalar> {
    scalars[place...].prefix(Self.longestMark)
  }

  /// Whether the bar at `place` starts a word with a reading.
  private func marksReading(_ place: Int) -> Bool {
    let rest = window(place + 1)
    guard let start = rest.firstIndex(where: { $0 == "《" || $0 == "｜" }) else { return false }
    return scalars[start] == "《" && rest[start...].contains("》")
  }

  /// The end of the note that starts at `place`. Notes may be nested.
  private func noteEnd(_ place: Int) -> Int? {
    guard place + 1 < scalars.count, scalars[place] == "［", scalars[place + 1] == "＃" else {
      return nil
    }
    var depth = 0
    for (index, scalar) in zip(place..., window(place)) {
      if scalar == "［" { depth += 1 }
      if scalar == "］" { depth -= 1 }
      if depth == 0 { return index + 1 }
    }
    return nil
  }

  /// The character whose code a note gives, in Unicode (`U+546D`) or by plane, row and cell of JIS
  /// X 0213 (`1-85-54`).
  private func character(_ range: Range<Int>) -> String? {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[range])
    let note = String(view)
    if let match = note.firstMatch(of: /U\+([0-9A-Fa-f]{4,6})/) {
      guard let scalar = UInt32(match.1, radix: 16).flatMap(Unicode.Scalar.init),
        scalar.properties.generalCategory != .control
      else { return nil }
      return String(scalar)
    }
    guard let match = note.firstMatch(of: /([12])-([0-9]{1,2})-([0-9]{1,2})/),
      let row = UInt8(match.2), let cell = UInt8(match.3), (1...94).contains(row),
      (1...94).contains(cell)
    else { return nil }
    let code = (match.1 == "2" ? [0x8F] : []) + [0xA0 + row, 0xA0 + cell]
    let bytes = try? CharacterConverter.utf8(code[...], from: ["EUC-JISX0213"])
    return bytes.flatMap { String(validating: $0, as: UTF8.self) }
  }
}
