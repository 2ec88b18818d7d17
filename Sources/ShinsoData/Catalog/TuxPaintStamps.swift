import Foundation
import ShinsoFormats
import ShinsoTensor

/// The stamps of the drawing program Tux Paint, from Debian: small drawings and photographs, each
/// with a file that says what it shows in English and in many other languages.
///
/// The entry's folder holds the stamps as PNG files and `captions.csv` with the columns `file`,
/// `en` and `ja`.
enum TuxPaintStamps {
  static let artifact = Artifact(
    name: "tuxpaint-stamps-default_2022.06.04-1_all.deb", byteCount: 160_880_444,
    digest: .file("6db6c1bfc870a47f1499d6203b083522eacb57c5f9c87d468f2e92eb6d9d5f34"),
    sources: [.debian(package: "tuxpaint-stamps-default", version: "2022.06.04-1")])

  static func assemble(_ assembly: Assembly) throws {
    let root = try assembly.unpackDebianPackage(artifact.name)
      .appending(path: "usr/share/tuxpaint/stamps", directoryHint: .isDirectory)
    try assemble(from: root, to: assembly.destination)
  }

  /// - Throws: `InputError` if no stamp has a caption in both languages.
  static func assemble(from root: URL, to destination: URL) throws {
    let names = FileManager.default.enumerator(atPath: root.path)
    var paths: [String] = []
    while let path = names?.nextObject() as? String {
      if path.hasSuffix(".png") { paths.append(path) }
    }
    var rows = ["file,en,ja"]
    for path in paths.sortedByBytes() {
      let picture = root.appending(path: path)
      let text = picture.deletingPathExtension().appendingPathExtension("txt")
      guard let bytes = try? InputFile(text).allBytes(limit: 1 << 20),
        let captions = captions(in: String(decoding: bytes, as: UTF8.self)),
        let image = try? InputFile(picture).allBytes(limit: 1 << 26),
        (try? Image(data: image, name: path)) != nil
      else { continue }
      let target = destination.appending(path: path)
      try AtomicFile.makeFolder(target.deletingLastPathComponent())
      try AtomicFile.write(Data(image), to: target)
      rows.append([path, captions.english, captions.japanese].map(field).joined(separator: ","))
    }
    guard rows.count > 1 else { throw InputError(root.path, "has no stamps with captions") }
    try AtomicFile.write(
      Data((rows.joined(separator: "\n") + "\n").utf8),
      to: destination.appending(path: "captions.csv"))
  }

  /// The first line is English; others begin with their language. nil if one of both is missing.
  static func captions(in text: String) -> (english: String, japanese: String)? {
    let lines = text.split(whereSeparator: \.isNewline)
    let mark = "ja.utf8="
    guard let english = lines.first.map({ String($0).trimmed }), !english.isEmpty,
      !english.contains(".utf8="),
      let japanese = lines.first(where: { $0.hasPrefix(mark) })
        .map({ String($0.dropFirst(mark.count)).trimmed }), !japanese.isEmpty
    else { return nil }
    return (english, japanese)
  }

  private static func field(_ text: String) -> String {
    "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
