import Foundation
import ShinsoFormats
import ShinsoTensor

/// A run's `config.json`: the system and every option that settles the result, with the values that
/// the system chose itself. `shinso train --config` makes the same run of it again. One that was
/// written by hand needs the system alone.
public struct RunConfiguration: Sendable, Encodable, Equatable {
  public var system: String
  public var options: Request

  public init(system: String, options: Request) {
    self.system = system
    self.options = options
  }

  private enum CodingKeys: String, CodingKey { case system, options }

  /// - Throws: `InputError` naming the file and what is wrong in it: no JSON, an unknown key, an
  ///   unknown system, an option that the system does not have, a value that makes no sense.
  public init(contentsOf url: URL) throws {
    let bytes = try InputFile(url).allBytes()
    do {
      self = try JSONDecoder().decode(RunConfiguration.self, from: Data(bytes))
      try options.validate()
      let system = try Catalog.system(system)
      try system.check(options.given, for: .train)
    } catch {
      throw InputError(url.path, "is no config.json of a run: \(Self.problem(error))")
    }
  }

  private static func problem(_ error: any Error) -> String {
    func place(_ path: [any CodingKey]) -> String {
      path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }
    switch error {
    case let error as OptionError: return error.inFile
    case let error as InputError: return error.description
    case let error as UnknownKey: return "\(place(error.path)): there is no such key"
    case DecodingError.keyNotFound(let key, let context):
      return "\(place(context.codingPath + [key])): is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
      DecodingError.dataCorrupted(let context):
      return context.codingPath.isEmpty
        ? "it is not a JSON object" : "\(place(context.codingPath)): cannot have this value"
    default: return error.localizedDescription
    }
  }

  var data: Data {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return try encoder.encode(self) + Data("\n".utf8)
    }
  }
}

extension RunConfiguration: Decodable {
  public init(from decoder: any Decoder) throws {
    try UnknownKey.check(decoder) { CodingKeys(stringValue: $0) != nil }
    let values = try decoder.container(keyedBy: CodingKeys.self)
    system = try values.decode(String.self, forKey: .system)
    options = try values.decodeIfPresent(Request.self, forKey: .options) ?? Request()
  }
}

/// A key of a JSON object that nobody knows, most likely a misspelled one.
struct UnknownKey: Error {
  let path: [any CodingKey]

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// - Throws: `UnknownKey` for the first key, in the order of the alphabet, that is not known.
  static func check(_ decoder: any Decoder, _ isKnown: (String) -> Bool) throws {
    let keys = try decoder.container(keyedBy: Key.self).allKeys
    let unknown = keys.filter { !isKnown($0.stringValue) }
    guard let first = unknown.min(by: { $0.stringValue < $1.stringValue }) else { return }
    throw UnknownKey(path: decoder.codingPath + [first])
  }
}
