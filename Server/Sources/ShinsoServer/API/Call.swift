import Foundation
import Hummingbird

/// A request to an endpoint, with its parameters checked.
package struct Call: Sendable {
  let request: Request
  private let values: [String: String]

  /// - Throws: ``Problem`` for a parameter that is missing or makes no sense.
  init(_ request: Request, _ parameters: [Parameter]) throws {
    var values: [String: String] = [:]
    for (name, value) in try Self.pairs(request.uri.query ?? "") where values[name] == nil {
      values[name] = value
    }
    for parameter in parameters { try parameter.check(values[parameter.name]) }
    self.request = request
    // Nothing given is the same as not given.
    self.values = values.filter { !$0.value.isEmpty }
  }

  subscript(name: String) -> String? { values[name] }

  func integer(_ name: String) -> Int? { values[name].flatMap { Int($0) } }

  private static func pairs(_ query: String) throws -> [(String, String)] {
    try query.split(separator: "&").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (try decoded(parts[0]), parts.count > 1 ? try decoded(parts[1]) : "")
    }
  }

  /// A space is `+` or `%20`, as forms and people write it.
  private static func decoded(_ text: Substring) throws -> String {
    guard let decoded = text.replacing("+", with: " ").removingPercentEncoding else {
      throw Problem(.badRequest, "the address has a % that begins no character of UTF-8")
    }
    return decoded
  }
}
