/// The form of an answer, in the words of JSON Schema.
package struct Schema: Sendable {
  let json: JSONValue
  /// Whether the property may be absent.
  private(set) var isOptional = false

  private init(_ json: JSONValue) { self.json = json }

  static let text = Schema(["type": "string"])
  static let number = Schema(["type": "number"])
  static let integer = Schema(["type": "integer"])
  static let boolean = Schema(["type": "boolean"])
  static let anything = Schema([:])

  /// A text that is one of these.
  static func choice(_ values: [String]) -> Schema {
    Schema(["type": "string", "enum": .list(values.map { .text($0) })])
  }

  static func list(_ element: Schema) -> Schema {
    Schema(["type": "array", "items": element.json])
  }

  /// An object whose keys are names, such as metrics.
  static func table(_ element: Schema) -> Schema {
    Schema(["type": "object", "additionalProperties": element.json])
  }

  /// An object with these properties and no others.
  static func object(_ properties: KeyValuePairs<String, Schema>) -> Schema {
    let required = properties.filter { !$0.value.isOptional }.map { JSONValue.text($0.key) }
    return Schema([
      "type": "object", "required": .list(required), "additionalProperties": false,
      "properties": .object(Dictionary(properties.map { ($0.key, $0.value.json) }) { $1 }),
    ])
  }

  var optional: Schema {
    var copy = self
    copy.isOptional = true
    return copy
  }
}
