import Foundation
import ShinsoFormats
import ShinsoTensor

/// The text that a model is trained on: a file, all text files of a folder, or standard input. It is
/// read line by line and need not fit into memory.
public struct TextCorpus: Sendable {
  /// The name of the text file in the folders of catalog entries.
  public static let fileName = "text.txt"

  /// The files that a corpus was read from, and what identifies its text.
  public struct Contents: Sendable, Hashable {
    /// The paths of the files, relative to the folder if a folder was given.
    public let files: [String]
    /// One sentence for each reason why files of the folder were skipped.
    public let notes: [String]
    /// SHA-256 of the text in UTF-8. It stays the same if the same text is encoded, compressed or
    /// divided into files differently.
    public let digest: String
  }

  private let place: URL?
  private let removesAozoraMarkup: Bool
  private let pieceSize: Int

  /// A file as ``TextFile`` reads it, or all text files of a folder or archive and its subfolders,
  /// sorted by path. Text files are those that end in `.txt`, `.tsv` or `.csv` or have no extension,
  /// each with or without `.gz`.
  ///
  /// - Parameters:
  ///   - place: nil for standard input, which can be read only once.
  ///   - removesAozoraMarkup: whether to clean each file with ``AozoraText/cleaned(_:)``; then a file
  ///     must fit into memory.
  public init(_ place: URL?, removesAozoraMarkup: Bool = false) {
    self.init(place, removesAozoraMarkup: removesAozoraMarkup, pieceSize: TextPieces.pieceSize)
  }

  init(_ place: URL?, removesAozoraMarkup: Bool, pieceSize: Int) {
    self.place = place
    self.removesAozoraMarkup = removesAozoraMarkup
    self.pieceSize = pieceSize
  }

  /// Hands out the lines of all files, each with its line break; the very last one may have none. A
  /// line may come in parts if it is longer than memory should have to hold.
  ///
  /// - Throws: what `body` throws; `InputError` naming the file if the text is damaged or in an
  ///   unknown encoding, if there is nothing to read, or if a single file was given that is not text.
  @discardableResult
  public func forEachLine(_ body: (String) throws -> Void) throws -> Contents {
    var digest = SHA256()
    var search = TextSearch()
    var files: [String] = []
    var isOpen = false
    let found = try place.map { try search.files(below: $0) } ?? nil
    for path in found ?? [place?.path ?? "-"] {
      var pieces = try pieces(of: path, inFolder: found != nil)
      if found != nil, try pieces.isBinary() {
        search.passOver(path, as: .binary)
        continue
      }
      var isEmpty = true
      while let piece = try nextPiece(&pieces) {
        // The last line of a file ends before the next file starts.
        let lines = (isEmpty && isOpen && !piece.isEmpty ? ["\n"] : []) + Self.lines(of: piece)
        isEmpty = isEmpty && piece.isEmpty
        for line in lines {
          digest.update(line)
          try body(line)
        }
        if let last = piece.utf8.last { isOpen = last != UInt8(ascii: "\n") }
      }
      if isEmpty {
        search.passOver(path, as: .empty)
      } else {
        files.append(path)
      }
    }
    guard !files.isEmpty else {
      throw InputError(
        place?.path ?? "standard input",
        found == nil
          ? "contains no text" : (["contains no text"] + search.notes).joined(separator: "; "))
    }
    return Contents(files: files, notes: search.notes, digest: digest.hex())
  }

  private func pieces(of path: String, inFolder: Bool) throws -> TextPieces {
    guard let place else { return .standardInput() }
    return try TextPieces(inFolder ? place.appending(path: path) : place, pieceSize: pieceSize)
  }

  private func nextPiece(_ pieces: inout TextPieces) throws -> String? {
    guard var piece = try pieces.next() else { return nil }
    if !removesAozoraMarkup { return piece }
    while let more = try pieces.next() { piece += more }
    return AozoraText.cleaned(piece)
  }

  /// The lines of a piece, with their line breaks.
  private static func lines(of piece: String) -> [String] {
    var lines: [String] = []
    var rest = piece[...]
    while let end = rest.utf8.firstIndex(of: UInt8(ascii: "\n")) {
      let next = rest.utf8.index(after: end)
      lines.append(String(rest[..<next]))
      rest = rest[next...]
    }
    if !rest.isEmpty { lines.append(String(rest)) }
    return lines
  }
}
