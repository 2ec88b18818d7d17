import Foundation
import ShinsoFormats
import ShinsoTensor

/// The text that a language model is trained on: a file, or all text files of a folder.
public struct TextCorpus: Sendable, Hashable {
  /// The name of the text file in the folders of catalog entries.
  public static let fileName = "text.txt"

  /// The texts of all files in the order of ``files``. The last line of a file ends before the next
  /// file starts.
  public let text: String
  /// The paths of the files, relative to the folder if a folder was given.
  public let files: [String]
  /// One sentence for each reason why files of the folder were skipped.
  public let notes: [String]
  /// SHA-256 of ``text`` in UTF-8. It stays the same if the same text is encoded, compressed or
  /// divided into files differently.
  public let digest: String

  /// Reads a file as ``TextFile`` does, or all text files of a folder or archive and its
  /// subfolders, sorted by path. Text files are those that end in `.txt`, `.tsv` or `.csv` or have
  /// no extension, each with or without `.gz`.
  ///
  /// - Parameter removesAozoraMarkup: whether to clean each file with ``AozoraText/cleaned(_:)``.
  /// - Throws: `InputError` naming the file if the text is damaged or in an unknown encoding, if
  ///   there is nothing to read, or if a single file was given that is not text.
  public init(_ place: URL, removesAozoraMarkup: Bool = false) throws {
    var search = TextSearch()
    var text = ""
    var files: [String] = []
    let paths = try search.files(below: place)
    for path in paths ?? [place.path] {
      let url = paths == nil ? place : place.appending(path: path)
      let contents = try TextFile.contents(of: url)
      if paths != nil, TextDecoder.isBinary(contents) {
        search.passOver(path, as: .binary)
        continue
      }
      var part = try TextFile(contents, name: url.path).text
      if removesAozoraMarkup { part = AozoraText.cleaned(part) }
      guard !part.isEmpty else {
        search.passOver(path, as: .empty)
        continue
      }
      if text.isEmpty {
        text = part
      } else {
        if text.utf8.last != UInt8(ascii: "\n") { text += "\n" }
        text += part
      }
      files.append(path)
    }
    guard !text.isEmpty else {
      throw InputError(
        place.path,
        paths == nil
          ? "contains no text" : (["contains no text"] + search.notes).joined(separator: "; "))
    }
    self.text = text
    self.files = files
    notes = search.notes
    var digest = SHA256()
    text.withUTF8 { digest.update(UnsafeRawBufferPointer($0)) }
    self.digest = digest.hex()
  }
}
