import ShinsoTensor

/// Finds out how a text is encoded and decodes it. Every character comes through as it is, or the
/// text is refused.
struct TextDecoder {
  /// What messages call the text.
  let name: String

  /// Throws `InputError` for bytes that are no text or in no known encoding.
  func decode(_ bytes: [UInt8]) throws -> (text: String, encoding: TextEncoding) {
    if let encoding = Self.utf16Mark(bytes) { return try utf16(bytes, encoding) }
    let survey = ControlSurvey(bytes[...])
    if let problem = survey.binaryProblem { throw InputError(name, problem) }
    if let offset = survey.firstISO2022Escape {
      throw InputError(
        name,
        "seems to be ISO-2022-JP: byte \(offset) begins an escape sequence; convert it to UTF-8")
    }
    let contents = CSV.withoutMark(bytes)
    if let text = utf8String(contents) { return (text, .utf8) }
    return try japanese(bytes, hasMark: contents.count < bytes.count)
  }

  /// Whether a file is obviously something else than text.
  static func isBinary(_ bytes: [UInt8]) -> Bool {
    utf16Mark(bytes) == nil && ControlSurvey(bytes[...]).binaryProblem != nil
  }

  private static func utf16Mark(_ bytes: [UInt8]) -> TextEncoding? {
    if bytes.starts(with: [0xFF, 0xFE]) { return .utf16LittleEndian }
    if bytes.starts(with: [0xFE, 0xFF]) { return .utf16BigEndian }
    return nil
  }

  private func utf16(
    _ bytes: [UInt8], _ encoding: TextEncoding
  ) throws -> (String, TextEncoding) {
    switch try converted(bytes, from: encoding, firstProblem: nil) {
    case .failure(let problem):
      throw InputError(
        name, "is damaged: byte \(problem.offset) cannot be read as \(encoding.rawValue)")
    case .success(let decoded):
      let contents = CSV.withoutMark(decoded)
      if let problem = ControlSurvey(contents).binaryProblem { throw InputError(name, problem) }
      return (try string(contents), encoding)
    }
  }

  private func japanese(_ bytes: [UInt8], hasMark: Bool) throws -> (String, TextEncoding) {
    let utf8 = UTF8Survey(bytes[...])
    let offset = utf8.firstProblem ?? 0
    let damage = InputError(name, "is damaged: byte \(offset) cannot be read as UTF-8")
    if hasMark { throw damage }
    var problems = ["byte \(offset) is not UTF-8"]
    // Neither UTF-8 nor Shift_JIS can be read as EUC-JP, but EUC-JP can as kana of Shift_JIS.
    switch try converted(bytes, from: .eucJP, firstProblem: Self.firstProblemOfEUC(bytes)) {
    case .success(let decoded): return (try string(decoded[...]), .eucJP)
    case .failure(let problem): problems.append("byte \(problem.offset) is not EUC-JP")
    }
    if utf8.isMostlyUTF8 { throw damage }
    let survey = ShiftJISSurvey(bytes[...])
    switch try converted(bytes, from: .shiftJIS, firstProblem: survey.firstProblem) {
    case .success(let decoded) where survey.isPlausible:
      return (try string(decoded[...]), .shiftJIS)
    case .success: problems.append("as Shift_JIS it would not be Japanese")
    case .failure(let problem): problems.append("byte \(problem.offset) is not Shift_JIS")
    }
    throw InputError(
      name, "is in no known encoding: \(problems.joined(separator: ", ")); convert it to UTF-8")
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

  /// The offset of a control character above ASCII. iconv lets them pass, but texts do not have
  /// them, and Shift_JIS has most of its first bytes there.
  private static func firstProblemOfEUC(_ bytes: [UInt8]) -> Int? {
    bytes.firstIndex { (0x80...0x9F).contains($0) && $0 != 0x8E && $0 != 0x8F }
  }

  /// What iconv made, which is UTF-8.
  private func string(_ converted: ArraySlice<UInt8>) throws -> String {
    guard let text = utf8String(converted) else {
      throw InputError(name, "cannot be converted to UTF-8")
    }
    return text
  }

  /// UTF-8 as a string, its line ends all `\n`; nil for bytes that are not UTF-8.
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
