import Hummingbird

/// A parameter of an endpoint's address. What is documented of it is what is checked.
package struct Parameter: Sendable {
  enum Kind: Sendable {
    /// Of at most so many characters.
    case text(longest: Int)
    case integer(ClosedRange<Int>)
    case number(ClosedRange<Double>)
  }

  let name: String
  let about: String
  let kind: Kind
  let isRequired: Bool

  private init(_ name: String, _ about: String, _ kind: Kind, isRequired: Bool) {
    self.name = name
    self.about = about
    self.kind = kind
    self.isRequired = isRequired
  }

  static func required(_ name: String, _ about: String, _ kind: Kind) -> Parameter {
    Parameter(name, about, kind, isRequired: true)
  }

  static func optional(_ name: String, _ about: String, _ kind: Kind) -> Parameter {
    Parameter(name, about, kind, isRequired: false)
  }

  static let model = optional(
    "model", "A model of /api/models by its id; the first that can do this, if left out.",
    .text(longest: 200))
  static let top = optional("top", "How many to tell.", .integer(1...100))

  /// - Throws: ``Problem`` unless the value may stand here.
  func check(_ value: String?) throws {
    guard let value, !value.allSatisfy(\.isWhitespace) || !isRequired else {
      if isRequired { throw Problem(.badRequest, "\(name) is missing: \(about)") }
      return
    }
    switch kind {
    case .text(let longest):
      if value.unicodeScalars.count > longest {
        throw Problem(.badRequest, "\(name) is longer than \(longest) characters")
      }
      if value.contains("\0") { throw Problem(.badRequest, "\(name) has a zero byte in it") }
    case .integer(let range):
      guard let number = Int(value), range.contains(number) else {
        throw Problem(
          .badRequest,
          "\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
    case .number(let range):
      guard let number = Double(value), range.contains(number) else {
        throw Problem(
          .badRequest, "\(name) must be a number from \(range.lowerBound) to \(range.upperBound)")
      }
    }
  }

  /// As OpenAPI has it.
  var json: JSONValue {
    let schema: JSONValue =
      switch kind {
      case .text(let longest):
        // A zero byte can stand in no text, and white space alone is none.
        [
          "type": "string", "maxLength": .integer(longest),
          "pattern": isRequired ? #"^[^\u0000]*[^\u0000\s][^\u0000]*$"# : #"^[^\u0000]*$"#,
        ]
      case .integer(let range):
        [
          "type": "integer", "minimum": .integer(range.lowerBound),
          "maximum": .integer(range.upperBound),
        ]
      case .number(let range):
        [
          "type": "number", "minimum": .number(range.lowerBound),
          "maximum": .number(range.upperBound),
        ]
      }
    return [
      "name": .text(name), "in": "query", "required": .boolean(isRequired),
      "description": .text(about), "schema": schema,
    ]
  }
}
