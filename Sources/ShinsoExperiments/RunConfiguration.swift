import Foundation
import ShinsoFormats
import ShinsoTensor

/// A run's `config.json`: the system and every option that settles the result, with the values that
/// the system chose itself. `shinso train --config` makes the same run of it again.
public struct RunConfiguration: Sendable, Codable, Equatable {
  public var system: String
  public var options: Request

  public init(system: String, options: Request) {
    self.system = system
    self.options = options
    // Relative to the seed that was used, not to a default that may change.
    self.options.seed = options.effectiveSeed
  }

  /// - Throws: `InputError` naming the file.
  public init(contentsOf url: URL) throws {
    let bytes = try InputFile(url).allBytes()
    do {
      self = try JSONDecoder().decode(RunConfiguration.self, from: Data(bytes))
    } catch {
      throw InputError(url.path, "is no config.json of a run")
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
