import Foundation
import ShinsoTensor

extension Tokenizer {
  /// What a file holds of a tokenizer.
  private struct Saved: Codable {
    let kind: Kind
    let normalize: Normalization
    let lowercase: Bool
    let merges: [String]?
  }

  /// The tokenizer as JSON, merges included, for the metadata of a model.
  public var json: String {
    let saved = Saved(
      kind: kind, normalize: normalization, lowercase: isLowercasing,
      merges: kind == .bpe ? pairs.merges : nil)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
    // Encoding strings cannot fail.
    return (try? encoder.encode(saved)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  /// Reads the output of ``json``.
  ///
  /// - Parameter name: the name that error messages use: the path of the model file.
  /// - Throws: `InputError` if it is something else, or if it needs MeCab and the system has none.
  public init(json: String, name: String) throws(InputError) {
    guard let saved = try? JSONDecoder().decode(Saved.self, from: Data(json.utf8)) else {
      throw InputError(name, "has a tokenizer that makes no sense")
    }
    try self.init(
      saved.kind, normalization: saved.normalize, lowercase: saved.lowercase,
      pairs: BytePairs(merges: saved.merges ?? [], name: name))
  }
}
