import Foundation
import ShinsoFormats
import ShinsoTensor

/// The file of a user's entries; see ``UserEntries``. What is wrong with one is nothing to the others.
struct UserEntryList: Codable {
  private struct Slot: Decodable {
    private enum CodingKeys: String, CodingKey { case id }

    let id: String?
    let entry: Result<UserEntry, any Error>

    init(from decoder: any Decoder) {
      id = try? decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .id)
      entry = Result { try UserEntry(from: decoder) }
    }
  }

  private enum CodingKeys: String, CodingKey { case entries }

  var entries: [UserEntry]
  /// Of the entries that cannot be read, their names, if they have any, and what is wrong.
  private(set) var problems: [(id: String?, problem: String)] = []

  init(entries: [UserEntry]) { self.entries = entries }

  /// - Throws: `InputError` if it is no list at all.
  init(_ data: Data, of place: String) throws {
    do { self = try JSONDecoder().decode(Self.self, from: data) } catch {
      throw InputError(place, "is not a list of entries: \(error.place)")
    }
  }

  init(from decoder: any Decoder) throws {
    let slots = try decoder.container(keyedBy: CodingKeys.self)
      .decode([Slot].self, forKey: .entries)
    entries = []
    for slot in slots {
      switch slot.entry {
      case .success(let entry): entries.append(entry)
      case .failure(let error): problems.append((slot.id, error.place))
      }
    }
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(entries, forKey: .entries)
  }
}

extension Error {
  /// Where in a text, and what.
  fileprivate var place: String {
    guard let error = self as? DecodingError else { return "\(self)" }
    let context =
      switch error {
      case .typeMismatch(_, let context), .valueNotFound(_, let context),
        .keyNotFound(_, let context), .dataCorrupted(let context):
        context
      @unknown default: DecodingError.Context(codingPath: [], debugDescription: "\(error)")
      }
    let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
    return (path.isEmpty ? "" : path.joined(separator: ".") + ": ") + context.debugDescription
  }
}
