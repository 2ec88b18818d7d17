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
    if let text = string(contents) { return (text, .utf8) }
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
    do {
      let decoded = try CharacterConverter.utf8(bytes[2...], from: encoding.converterNames)
      if let problem = ControlSurvey(decoded[...]).binaryProblem { throw InputError(name, problem) }
      guard let text = string(decoded[...]) else {
        throw InputError(name, "cannot be converted from \(encoding.rawValue)")
      }
      return (text, encoding)
    } catch let problem as CharacterConverter.Problem {
      throw InputError(
        name, "is damaged: byte \(problem.offset + 2) cannot be read as \(encoding.rawValue)")
    }
  }

  private func japanese(
    _ bytes: [UInt8], hasMark: Bool
  ) throws -> (String, TextEncoding) {
    let survey = UTF8Survey(bytes[...])
    let offset = survey.firstProblem ?? 0
    if hasMark || survey.isMostlyUTF8 {
      throw InputError(name, "is damaged: byte \(offset) cannot be read as UTF-8")
    }
    var problems = ["byte \(offset) is not UTF-8"]
    // Shift_JIS can hardly be read as EUC-JP, but EUC-JP can as half-width kana of Shift_JIS.
    let shiftJIS = ShiftJISSurvey(bytes[...])
    for (encoding, offset) in [
      (TextEncoding.eucJP, Self.firstProblemOfEUC(bytes)), (.shiftJIS, shiftJIS.firstProblem),
    ] {
      do {
        if let offset { throw CharacterConverter.Problem(offset: offset) }
        let decoded = try CharacterConverter.utf8(bytes[...], from: encoding.converterNames)
        guard encoding != .shiftJIS || shiftJIS.isPlausible else {
          problems.append("as \(encoding.rawValue) it would not be Japanese")
          continue
        }
        if let text = string(decoded[...]) { return (text, encoding) }
      } catch let problem as CharacterConverter.Problem {
        problems.append("byte \(problem.offset) is not \(encoding.rawValue)")
      } catch let error as InputError {
        throw InputError(name, error.description)
      }
    }
    throw InputError(
      name, "is in no known encoding: \(problems.joined(separator: ", ")); convert it to UTF-8")
  }

  /// The offset of a control character above ASCII. iconv lets them pass, but texts do not have
  /// them, and Shift_JIS has most of its first bytes there.
  private static func firstProblemOfEUC(_ bytes: [UInt8]) -> Int? {
    bytes.firstIndex { (0x80...0x9F).contains($0) && $0 != 0x8E && $0 != 0x8F }
  }

  /// UTF-8 as a string, its line ends all `\n`; nil for bytes that are not UTF-8.
  private func string(_ bytes: ArraySlice<UInt8>) -> String? {
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
