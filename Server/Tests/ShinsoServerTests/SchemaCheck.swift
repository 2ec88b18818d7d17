/// Whether a value has the form of a JSON schema, as far as the server's own ones go.
enum SchemaCheck {
  /// What is wrong, and where; nil: nothing.
  static func problem(_ value: Any, _ schema: [String: Any], at path: String = "") -> String? {
    switch schema["type"] as? String {
    case "object":
      guard let object = value as? [String: Any] else { return "\(path): no object" }
      for name in schema["required"] as? [String] ?? [] where object[name] == nil {
        return "\(path).\(name): is missing"
      }
      let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
      for (name, element) in object {
        guard let own = properties[name] ?? schema["additionalProperties"] as? [String: Any] else {
          return "\(path).\(name): is not told"
        }
        if let problem = problem(element, own, at: "\(path).\(name)") { return problem }
      }
    case "array":
      guard let list = value as? [Any] else { return "\(path): no array" }
      let own = schema["items"] as? [String: Any] ?? [:]
      for (place, element) in list.enumerated() {
        if let problem = problem(element, own, at: "\(path)[\(place)]") { return problem }
      }
    case "string":
      guard let text = value as? String else { return "\(path): no string" }
      if let known = schema["enum"] as? [String], !known.contains(text) {
        return "\(path): \(text) is none of \(known)"
      }
    case "number" where !(value is Double), "integer" where !(value is Int),
      "boolean" where !(value is Bool):
      return "\(path): has another type"
    default: break
    }
    return nil
  }
}
