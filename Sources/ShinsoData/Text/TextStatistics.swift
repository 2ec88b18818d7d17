import Foundation
import ShinsoFormats
import ShinsoTensor

/// What a text consists of, in numbers.
public struct TextStatistics: Sendable, Encodable, Hashable {
  /// The path of the file, relative to its folder if there are several.
  public let file: String
  public private(set) var lines = 0
  /// As a reader sees them, without line breaks.
  public private(set) var characters = 0
  /// The parts between white space.
  public private(set) var words = 0
  public private(set) var distinctCharacters = 0
  /// Kana and kanji.
  public private(set) var japaneseCharacters = 0
  public private(set) var longestLine = 0

  /// The statistics of a file, or of each text file of a folder.
  ///
  /// - Throws: `InputError` if there is nothing to read or a text is damaged.
  public static func all(below place: URL) throws -> [TextStatistics] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder) else {
      throw InputError(place.path, "no such file or folder")
    }
    if !isFolder.boolValue {
      return [try TextStatistics(place, name: place.lastPathComponent)]
    }
    let names = try FolderListing.names(in: place)
    let found = try names.compactMap { name -> TextStatistics? in
      let file = place.appending(path: name)
      guard !name.hasPrefix("."), name != "entry.json",
        FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder),
        !isFolder.boolValue
      else { return nil }
      var pieces = try TextPieces(file)
      return try pieces.isBinary() ? nil : TextStatistics(file, name: name)
    }
    guard !found.isEmpty else { throw InputError(place.path, "holds no text files") }
    return found
  }

  private init(_ url: URL, name: String) throws {
    file = name
    var kinds = Set<Character>()
    try TextCorpus(url).forEachLine { line in
      let text = line.utf8.last == UInt8(ascii: "\n") ? line.dropLast() : line[...]
      lines += 1
      characters += text.count
      longestLine = max(longestLine, text.count)
      kinds.formUnion(text)
      words += Tokenizer.space.count(in: String(text))
      japaneseCharacters += DebianJapanese.japaneseCount(String(text))
    }
    distinctCharacters = kinds.count
  }
}
