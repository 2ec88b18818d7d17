import Foundation
import ShinsoFormats
import ShinsoTensor

/// The text that a language system learns from: a file, or all text files of a folder.
public struct TextCorpus: Sendable, Hashable {
  /// The file that the catalog's texts have in their folders.
  public static let fileName = "text.txt"

  /// The texts of all files in the order of ``files``. A file's last line ends before the next
  /// file's first begins.
  public let text: String
  /// The paths of the files, below the folder if a folder was named.
  public let files: [String]
  /// A sentence for each reason that files of the folder were passed over for.
  public let notes: [String]
  /// SHA-256 of ``text`` in UTF-8: the same for the same text in another encoding, compressed or
  /// divided into files in another way.
  public let digest: String

  /// Reads a file as ``TextFile`` does, or the files `.txt`, `.tsv`, `.csv` and without an ending,
  /// each with `.gz` or not, of a folder or archive and the folders in it, sorted by their paths.
  ///
  /// - Parameter removesAozoraMarkup: cleans each file by ``AozoraText/cleaned(_:)``.
  /// - Throws: `InputError` naming the file: damaged text or text in no known encoding, nothing to
  ///   read, and, if it alone was named, a file that is not text.
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
          ? "holds no text" : (["holds no text"] + search.notes).joined(separator: "; "))
    }
    self.text = text
    self.files = files
    notes = search.notes
    var digest = SHA256()
    text.withUTF8 { digest.update(UnsafeRawBufferPointer($0)) }
    self.digest = digest.hex()
  }
}
