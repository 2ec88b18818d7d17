import ShinsoTensor
import SwiftProtobuf

/// Reads protobuf's text format through swift-protobuf. An error names the line and the field.
struct TextMessage {
  private let text: [UInt8]
  let name: String

  /// Messages nest no deeper in Caffe's schema.
  private static let depth = 16

  init(_ text: [UInt8], name: String) {
    self.text = text
    self.name = name
  }

  func fields() throws -> [TextFields.Field] {
    try TextFields.fields(in: text, text.indices, line: 1, name: name)
  }

  /// Those in a field's braces.
  func fields(in field: TextFields.Field) throws -> [TextFields.Field] {
    guard let body = field.body else { return [] }
    return try TextFields.fields(in: text, body, line: field.line, name: name)
  }

  /// What a field is set to, as it is written.
  func value(of field: TextFields.Field) -> String {
    let written = string(field.range).dropFirst(field.name.count)
    return String(written.trimmingPrefix { $0 == ":" || $0.isWhitespace })
  }

  /// The message in a field's braces. A field that the schema does not know is an error.
  func read<M: Message>(_ type: M.Type, in field: TextFields.Field) throws -> M {
    guard let body = field.body else {
      throw InputError(name, "line \(field.line): \(field.name) must be followed by braces")
    }
    do { return try parse(type, string(body)) } catch {
      throw located(error, type, body, field.line)
    }
  }

  /// The message that these fields make.
  func read<M: Message>(_ type: M.Type, _ fields: [TextFields.Field]) throws -> M {
    do { return try parse(type, fields.map { string($0.range) }.joined(separator: "\n")) } catch {
      for field in fields {
        if let problem = problem(in: field, "", "", type) { throw problem }
      }
      throw InputError(name, describe(error))
    }
  }

  /// What can be read of the message in a field's braces, without the fields that the schema does
  /// not know; nil if the rest is wrong too.
  func readKnown<M: Message>(_ type: M.Type, in field: TextFields.Field) -> M? {
    field.body.flatMap { try? parse(type, string($0), ignoresUnknown: true) }
  }

  private func parse<M: Message>(
    _ type: M.Type, _ text: String, ignoresUnknown: Bool = false
  ) throws -> M {
    var options = TextFormatDecodingOptions()
    options.messageDepthLimit = Self.depth
    options.ignoreUnknownFields = ignoresUnknown
    return try M(textFormatString: text, options: options)
  }

  // MARK: Where an error is

  private func located(
    _ error: any Error, _ type: any Message.Type, _ body: Range<Int>, _ line: Int
  ) -> InputError {
    firstProblem(in: body, line, "", "", type)
      ?? InputError(name, "line \(line): \(describe(error))")
  }

  private func firstProblem(
    in body: Range<Int>, _ line: Int, _ opening: String, _ closing: String,
    _ type: any Message.Type
  ) -> InputError? {
    do {
      for field in try TextFields.fields(in: text, body, line: line, name: name) {
        if let problem = problem(in: field, opening, closing, type) { return problem }
      }
      return nil
    } catch let error as InputError { return error } catch { return nil }
  }

  /// Reads one field alone, inside the messages that `opening` begins, and then what is in it.
  private func problem(
    in field: TextFields.Field, _ opening: String, _ closing: String, _ type: any Message.Type
  ) -> InputError? {
    func error(_ content: String) -> (any Error)? {
      do { _ = try parse(type, opening + content + closing) } catch { return error }
      return nil
    }
    guard let problem = error(string(field.range)) else { return nil }
    // If it is known and holds a message, the problem is in there.
    if let body = field.body, error(field.name + " {}") == nil,
      let inner = firstProblem(
        in: body, field.line, opening + field.name + " {", "}" + closing, type)
    {
      return inner
    }
    // In `12x` the x is taken for a field, which nobody knows.
    let isKnown = ["\(field.name): 1", "\(field.name) {}"].contains {
      error($0) as? TextFormatDecodingError != .unknownField
    }
    let description =
      isKnown && problem as? TextFormatDecodingError == .unknownField
      ? "this value does not fit" : describe(problem)
    return InputError(name, "line \(field.line): \(field.name): \(description)")
  }

  private func describe(_ error: any Error) -> String {
    switch error as? TextFormatDecodingError {
    case .unknownField: "no such field is known here"
    case .unrecognizedEnumValue: "this value is none of those known"
    case .malformedNumber: "this is not a number that fits"
    case .schemaMismatch: "a value of another kind is expected"
    case .invalidUTF8: "this text is not UTF-8"
    case .messageDepthLimit: "messages are nested too deeply"
    default: "this is not protobuf text"
    }
  }

  private func string(_ range: Range<Int>) -> String {
    String(decoding: text[range], as: UTF8.self)
  }
}
