import ShinsoTensor

/// Finds out how a text is encoded and decodes it. Either every character is kept, or the text is
/// refused.
package struct TextDecoder {
  /// The name that error messages use for the text.
  package let name: String
  /// Where the bytes lie in the text.
  package var base = 0

  package init(name: String, base: Int = 0) {
    self.name = name
    self.base = base
  }

  /// Throws `InputError` if the bytes are not text or in an unknown encoding.
  package func decode(_ bytes: [UInt8]) throws -> (text: String, encoding: TextEncoding) {
    if base == 0, let encoding = Self.utf16Encoding(bytes) { return try utf16(bytes, encoding) }
    let survey = ControlSurvey(bytes[...], base: base)
    if let problem = survey.binaryProblem { throw InputError(name, problem) }
    if let offset = survey.firstISO2022Escape {
      throw InputError(
        name,
        "seems to be ISO-2022-JP: byte \(base + offset) starts an escape sequence; convert it to UTF-8"
      )
    }
    let contents = base == 0 ? Self.withoutMark(bytes) : bytes[...]
    if let text = utf8String(contents) { return (text, .utf8) }
    let guessed = try japanese(bytes, hasMark: contents.count < bytes.count)
    Console.note("\(name): is not UTF-8; it is read as \(guessed.1.rawValue)")
    return guessed
  }

  /// A later part of a text whose encoding is known. Throws `InputError` if it is damaged.
  package func decode(_ bytes: [UInt8], as encoding: TextEncoding) throws -> String {
    if let problem = ControlSurvey(bytes[...], base: base).binaryProblem {
      throw InputError(name, problem)
    }
    let offset: Int
    if encoding == .utf8 {
      if let text = utf8String(bytes[...]) { return text }
      offset = UTF8Survey(bytes[...]).firstProblem ?? 0
    } else {
      switch try converted(bytes, from: encoding, firstProblem: nil) {
      case .success(let decoded): return try string(decoded[...])
      case .failure(let problem): offset = problem.offset
      }
    }
    throw InputError(
      name, "is damaged: byte \(base + offset) cannot be read as \(encoding.rawValue)")
  }

  /// The text of a table or a list, whose fields may be single words: what is in none of the encodings
  /// that can be told apart is read as Latin-1, with the characters that Windows added, and a note says
  /// so.
  package func decodeTable(_ bytes: [UInt8]) throws -> String {
    do {
      return try decode(bytes).text
    } catch let error as InputError {
      let survey = UTF8Survey(bytes[...])
      guard survey.firstProblem != nil, !survey.isProbablyUTF8, Self.utf16Encoding(bytes) == nil,
        !Self.isBinary(bytes), Self.withoutMark(bytes).count == bytes.count
      else { throw error }
      let windows = try converted(bytes, from: .latin1, firstProblem: nil)
      let text: String
      switch windows {
      case .success(let decoded): text = try string(decoded[...])
      case .failure: text = String(utf8OrLatin1: bytes)
      }
      Console.note("\(name): is not UTF-8; it is read as Latin-1 (Windows-1252)")
      return Self.normalized(text)
    }
  }

  private static func normalized(_ text: String) -> String {
    text.contains("\r") || text.contains("\r\n")
      ? text.replacing("\r\n", with: "\n").replacing("\r", with: "\n") : text
  }

  /// Without the byte order mark that some programs write at the start of UTF-8.
  package static func withoutMark(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
  }

  /// Whether a file is obviously not text.
  package static func isBinary(_ bytes: [UInt8]) -> Bool {
    utf16Encoding(bytes) == nil && ControlSurvey(bytes[...]).binaryProblem != nil
  }

  /// UTF-16 by its byte order mark, or by the zeros of its ASCII characters; nil if it is something else.
  package static func utf16Encoding(_ bytes: [UInt8]) -> TextEncoding? {
    if bytes.starts(with: [0xFF, 0xFE]) { return .utf16LittleEndian }
    if bytes.starts(with: [0xFE, 0xFF]) { return .utf16BigEndian }
    let start = bytes.prefix(65_536)
    guard start.count >= 4, start.count.isMultiple(of: 2), start.contains(0) else { return nil }
    if isUTF16(start, high: 1) { return .utf16LittleEndian }
    return isUTF16(start, high: 0) ? .utf16BigEndian : nil
  }

  /// Whether zeros stand only where UTF-16 has them, and often enough for spaces and line ends.
  ///
  /// - Parameter high: the place of the higher byte of each pair.
  private static func isUTF16(_ bytes: ArraySlice<UInt8>, high: Int) -> Bool {
    var ascii = 0
    for place in stride(from: 0, to: bytes.count, by: 2) {
      let (upper, lower) = (bytes[place + high], bytes[place + 1 - high])
      if upper == 0 {
        guard lower >= 0x20 || (0x09...0x0D).contains(lower) else { return false }
        ascii += 1
      } else if lower == 0, upper != 0x30 {
        // Of the characters that end in a zero, only the ideographic space is frequent.
        return false
      }
    }
    return ascii >= max(2, bytes.count / 200)
  }

  private func utf16(
    _ bytes: [UInt8], _ encoding: TextEncoding
  ) throws -> (String, TextEncoding) {
    switch try converted(bytes, from: encoding, firstProblem: nil) {
    case .failure(let problem):
      throw InputError(
        name, "is damaged: byte \(problem.offset) cannot be read as \(encoding.rawValue)")
    case .success(let decoded):
      let contents = Self.withoutMark(decoded)
      if let problem = ControlSurvey(contents).binaryProblem { throw InputError(name, problem) }
      return (try string(contents), encoding)
    }
  }

  /// The text in Shift_JIS or EUC-JP, if it looks like Japanese. Throws `InputError` if not.
  func japanese(_ bytes: [UInt8], hasMark: Bool = false) throws -> (String, TextEncoding) {
    let utf8 = UTF8Survey(bytes[...])
    let offset = utf8.firstProblem ?? 0
    let damage = InputError(name, "is damaged: byte \(base + offset) cannot be read as UTF-8")
    if hasMark { throw damage }
    var problems = ["byte \(base + offset) is not UTF-8"]
    // UTF-8 and Shift_JIS cannot be read as EUC-JP, but EUC-JP can be read as kana in Shift_JIS,
    // so EUC-JP comes first.
    let euc = EUCSurvey(bytes)
    switch try converted(bytes, from: .eucJP, firstProblem: euc.firstProblem) {
    case .success(let decoded) where euc.isPlausible: return (try string(decoded[...]), .eucJP)
    case .success: problems.append("as EUC-JP it would not be Japanese")
    case .failure(let problem): problems.append("byte \(base + problem.offset) is not EUC-JP")
    }
    if utf8.isMostlyUTF8 { throw damage }
    let survey = ShiftJISSurvey(bytes[...])
    switch try converted(bytes, from: .shiftJIS, firstProblem: survey.firstProblem) {
    case .success(let decoded) where survey.isPlausible:
      return (try string(decoded[...]), .shiftJIS)
    case .success: problems.append("as Shift_JIS it would not be Japanese")
    case .failure(let problem): problems.append("byte \(base + problem.offset) is not Shift_JIS")
    }
    throw InputError(
      name, "is in an unknown encoding: \(problems.joined(separator: ", ")); convert it to UTF-8")
  }

  /// The bytes in UTF-8.
  private func converted(
    _ bytes: [UInt8], from encoding: TextEncoding, firstProblem: Int?
  ) throws -> Result<[UInt8], CharacterConverter.Problem> {
    if let firstProblem { return .failure(CharacterConverter.Problem(offset: firstProblem)) }
    do {
      return .success(
        try CharacterConverter.utf8(bytes[...], from: encoding.converterNames))
    } catch let problem as CharacterConverter.Problem {
      return .failure(problem)
    } catch let error as InputError {
      throw InputError(name, error.description)
    }
  }

  /// The output of iconv, which is UTF-8.
  private func string(_ converted: ArraySlice<UInt8>) throws -> String {
    guard let text = utf8String(converted) else {
      throw InputError(name, "cannot be converted to UTF-8")
    }
    return text
  }

  /// The UTF-8 bytes as a string with line ends `\n`; nil if they are not UTF-8.
  private func utf8String(_ bytes: ArraySlice<UInt8>) -> String? {
    let (newline, carriage) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    guard bytes.contains(carriage) else { return String(validating: bytes, as: UTF8.self) }
    let normalized = [UInt8](unsafeUninitializedCapacity: bytes.count) { target, count in
      count = 0
      var previous = newline
      for byte in bytes {
        if byte != newline || previous != carriage {
          target[count] = byte == carriage ? newline : byte
          count += 1
        }
        previous = byte
      }
    }
    return String(validating: normalized, as: UTF8.self)
  }
}
