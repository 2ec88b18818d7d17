import Foundation
import ShinsoFormats
import ShinsoTensor

/// A run's `config.json`: the system and every option that settles the result, with the values that
/// the system chose itself. `shinso train --config` makes the same run of it again. One that was
/// written by hand needs the system alone.
public struct RunConfiguration: Sendable, Codable, Equatable {
  public let system: String
  public let options: OptionRecord

  public init(system: String, options: OptionRecord) {
    self.system = system
    self.options = options
  }

  private enum CodingKeys: String, CodingKey, CaseIterable { case system, options }

  public init(from decoder: any Decoder) throws {
    let all = try decoder.singleValueContainer().decode([String: Ignored].self)
    if let other = all.keys.sorted().first(where: { CodingKeys(rawValue: $0) == nil }) {
      throw InputError(other, "there is no such key")
    }
    let values = try decoder.container(keyedBy: CodingKeys.self)
    system = try values.decode(String.self, forKey: .system)
    options = try values.decodeIfPresent(OptionRecord.self, forKey: .options) ?? OptionRecord()
  }

  private struct Ignored: Decodable {
    init(from decoder: any Decoder) {}
  }

  /// - Throws: `InputError` naming the file and what is wrong in it: no JSON, an unknown key. What
  ///   the options say is checked when they are parsed.
  public init(contentsOf url: URL) throws {
    let bytes = try InputFile(url).allBytes()
    do {
      self = try JSONDecoder().decode(RunConfiguration.self, from: Data(bytes))
    } catch {
      throw InputError(url.path, "is not a run's config.json: \(Self.problem(error))")
    }
  }

  private static func problem(_ error: any Error) -> String {
    func place(_ path: [any CodingKey]) -> String {
      path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }
    switch error {
    case let error as InputError: return error.description
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
