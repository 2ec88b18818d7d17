import Foundation
import ShinsoFormats
import ShinsoTensor

/// The file `drawings.tsv` of the entry `openclipart`. It has a line for each drawing, sorted by
/// path, with the digest of its pixels, its width, height and path.
struct DrawingIndex {
  static let fileName = "drawings.tsv"

  struct Drawing: Hashable {
    /// The SHA-256 of those parts of the PNG file that determine its pixels. Titles and authors are
    /// left out, so two files with the same drawing have the same digest.
    let digest: String
    let width: Int
    let height: Int
    /// Relative to the entry's folder; the subject comes first.
    let path: String

    var subject: String { String(path.prefix { $0 != "/" }) }
    var shorterSide: Int { min(width, height) }

    /// `Int.max` if the number that the header claims does not fit.
    var pixelCount: Int {
      let (product, overflow) = width.multipliedReportingOverflow(by: height)
      return overflow ? .max : product
    }
  }

  let drawings: [Drawing]

  /// Reads the index in the entry's folder.
  init(folder: URL) throws {
    let file = folder.appending(path: Self.fileName)
    let text = String(decoding: try InputFile(file).allBytes(), as: UTF8.self)
    drawings = try text.split(separator: "\n").enumerated().map { number, line in
      let fields = line.split(separator: "\t", maxSplits: 3)
      guard fields.count == 4, let width = Int(fields[1]), let height = Int(fields[2]) else {
        throw InputError(
          file.path, "line \(number + 1) is damaged; run `shinso data get openclipart --again`")
      }
      return Drawing(
        digest: String(fields[0]), width: width, height: height, path: String(fields[3]))
    }
  }

  /// Moves the intact PNG files in the folders of `root` to `destination` and lists them.
  init(moving root: URL, to destination: URL) throws {
    var drawings: [Drawing] = []
    let keys: [URLResourceKey] = [.isRegularFileKey, .isSymbolicLinkKey]
    let names = FileManager.default.enumerator(atPath: root.path)
    while let path = names?.nextObject() as? String {
      let file = root.appending(path: path)
      let values = try? file.resourceValues(forKeys: Set(keys))
      guard path.hasSuffix(".png"), path.contains("/"), values?.isRegularFile == true,
        values?.isSymbolicLink != true,
        let drawing = try Self.inspect(file, path: path)
      else { continue }
      let target = destination.appending(path: path)
      try FileManager.default.createDirectory(
        at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.moveItem(at: file, to: target)
      drawings.append(drawing)
    }
    self.drawings = drawings.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  /// What the header says; nil if the file is not a PNG or is truncated.
  private static func inspect(_ file: URL, path: String) throws -> Drawing? {
    let bytes = try InputFile(file).allBytes()
    return bytes.withUnsafeBytes { bytes in
      guard bytes.starts(with: PNGChunks.signature),
        let chunks = try? PNGChunks(bytes, name: path), chunks.isComplete,
        !path.contains(where: { $0 == "\t" || $0.isNewline })
      else { return nil }
      var digest = SHA256()
      for range in chunks.essential {
        digest.update(UnsafeRawBufferPointer(rebasing: bytes[range]))
      }
      return Drawing(
        digest: digest.hex(), width: chunks.width, height: chunks.height, path: path)
    }
  }

  func text() -> String {
    drawings.map { "\($0.digest)\t\($0.width)\t\($0.height)\t\($0.path)\n" }.joined()
  }
}
