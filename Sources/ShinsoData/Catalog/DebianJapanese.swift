import Foundation
import ShinsoFormats
import ShinsoTensor

/// Japanese prose from the manual pages in Debian's package `manpages-ja`, one paragraph per line,
/// in the file `text.txt`.
///
/// The running text of the pages (``ManualPage``) is taken in the order of their paths. A paragraph
/// is kept if it ends like a Japanese sentence and is mostly Japanese; repeated paragraphs are kept
/// once.
enum DebianJapanese {
  static let artifact = Artifact(
    name: "manpages-ja_0.5.0.0.20221215+dfsg-1_all.deb", byteCount: 3_826_632,
    digest: .file("4d270e9a1e83be4de0c072a110892a17dc9caa4b501257324006ac28d82c5743"),
    sources: [.debian(package: "manpages-ja", version: "0.5.0.0.20221215+dfsg-1")])

  /// A version of the package with fewer Japanese characters must have changed fundamentally.
  private static let smallestCount = 500_000

  static func assemble(_ assembly: Assembly) throws {
    let root = try assembly.unpackDebianPackage(artifact.name)
      .appending(path: "usr/share/man/ja", directoryHint: .isDirectory)
    var known = Set<String>()
    var text = ""
    var count = 0
    for file in pages(below: root) {
      for paragraph in ManualPage(try TextFile(file).text).paragraphs {
        let japanese = japaneseCount(paragraph)
        guard paragraph.hasSuffix("。"), 2 * japanese > paragraph.unicodeScalars.count,
          known.insert(paragraph).inserted
        else { continue }
        text += paragraph
        text += "\n"
        count += japanese
      }
    }
    guard count >= smallestCount else {
      throw InputError(
        artifact.name,
        "has only \(count) Japanese characters in sentences, not \(smallestCount) as expected")
    }
    try assembly.write(Array(text.utf8), as: TextCorpus.fileName)
  }

  /// The pages, without links to them, sorted by the bytes of their paths.
  private static func pages(below root: URL) -> [URL] {
    let names =
      FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".gz") }.sortedByBytes()
      .map { root.appending(path: $0) }
      .filter { file in
        let values = try? file.resourceValues(forKeys: [.isRegularFileKey, .isSymbolicLinkKey])
        return values?.isRegularFile == true && values?.isSymbolicLink != true
      }
  }

  /// The number of kana and kanji.
  static func japaneseCount(_ text: String) -> Int {
    text.unicodeScalars.count {
      (0x3041...0x30FF).contains($0.value) || (0x4E00...0x9FFF).contains($0.value)
    }
  }
}
