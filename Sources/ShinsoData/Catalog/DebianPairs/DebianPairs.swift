import Foundation
import ShinsoFormats
import ShinsoTensor

/// English-Japanese sentence pairs from three documents of Debian that say the same in both: the
/// descriptions of the packages, LibreOffice's help and the Debian Administrator's Handbook. A
/// sentence is a line of `train.en` and of `train.ja`; 500 pairs each are for `dev` and `test`.
///
/// Paragraphs are paired by the digests of their English side, by ids within a page, or by their
/// order within a page. Where both sides have the same number of sentences, the sentences are the
/// pairs. ``SentenceFilter`` leaves out what is not text. The order of the digests of the English
/// sentences decides what is held out, so it depends on the sentences alone.
enum DebianPairs {
  static let artifacts = [
    descriptions("en", 34_432_164, englishDigest), descriptions("ja", 4_237_414, japaneseDigest),
    Artifact(
      name: "libreoffice-help-en-us_7.4.7-1+deb12u14_all.deb", byteCount: 1_753_504,
      digest: .file(englishHelpDigest),
      sources: [.debian(package: "libreoffice-help-en-us", version: "4:7.4.7-1+deb12u14")]),
    Artifact(
      name: "libreoffice-help-ja_7.4.7-1+deb12u14_all.deb", byteCount: 3_707_444,
      digest: .file(japaneseHelpDigest),
      sources: [.debian(package: "libreoffice-help-ja", version: "4:7.4.7-1+deb12u14")]),
    Artifact(
      name: "debian-handbook_11.20220922_all.deb", byteCount: 34_758_056,
      digest: .file(handbookDigest),
      sources: [.debian(package: "debian-handbook", version: "11.20220922")]),
  ]

  private static let englishDigest =
    "d095140fe1f288abed05152cbe96ee3df826bdef8494c76c3ee18906a099da4b"
  private static let japaneseDigest =
    "642792836c58facc19a735181fc1bc53ac211fc082ff141377fc6be2d2498259"
  private static let englishHelpDigest =
    "8faa840285734d6cfe1ed25537b48f07e74bd6412e3917bf8e5f8a653f7b3712"
  private static let japaneseHelpDigest =
    "7799ace9bfe0845771ed2499913e7f7e521318cf3727c007672e3b020f8eb7b9"
  private static let handbookDigest =
    "3d5dbeac1f1afc9c094eab9d0f701f6ecff99c4927d5a4794cf6c85678134faa"

  /// Fewer pairs mean that the documents have changed fundamentally.
  private static let smallestCount = 10_000
  static let heldOutCount = 500

  private static func descriptions(
    _ language: String, _ byteCount: Int, _ digest: String
  ) -> Artifact {
    Artifact(
      name: "package-descriptions.\(language)", byteCount: byteCount, digest: .file(digest),
      sources: [.packageDescriptions(language: language)])
  }

  static func assemble(_ assembly: Assembly) throws {
    var filter = SentenceFilter()
    let english = try packages(assembly, "en")
    let japanese = try packages(assembly, "ja")
    for key in japanese.keys {
      guard let en = english.descriptions[key], let ja = japanese.descriptions[key] else {
        continue
      }
      filter.add(en.title, ja.title)
      guard en.paragraphs.count == ja.paragraphs.count else { continue }
      for (en, ja) in zip(en.paragraphs, ja.paragraphs) { filter.add(en, ja) }
    }
    var root = assembly.scratch
    for artifact in artifacts where artifact.name.hasSuffix(".deb") {
      root = try assembly.unpackDebianPackage(artifact.name)
    }
    try addHelp(root.appending(path: "usr/share/libreoffice/help"), to: &filter)
    try addHandbook(root.appending(path: "usr/share/doc/debian-handbook/html"), to: &filter)
    guard filter.pairs.count >= smallestCount else {
      throw InputError(
        "debian-enja", "only \(filter.pairs.count) pairs were found, not \(smallestCount)")
    }
    try write(filter.pairs, assembly)
  }

  private static func packages(
    _ assembly: Assembly, _ language: String
  ) throws -> PackageDescriptions {
    let text = try TextFile(assembly.file("package-descriptions.\(language)")).text
    return PackageDescriptions(text, language: language)
  }

  private static func addHelp(_ folder: URL, to filter: inout SentenceFilter) throws {
    for path in pages(below: folder.appending(path: "ja/text")) {
      guard let english = page(folder.appending(path: "en-US/text/\(path)")),
        let japanese = page(folder.appending(path: "ja/text/\(path)"))
      else { continue }
      let known = Dictionary(
        PageParagraphs(english).help.map { ($0.id, $0.text) },
        uniquingKeysWith: { first, _ in first })
      for (id, text) in PageParagraphs(japanese).help {
        if let original = known[id] { filter.add(original, text) }
      }
    }
  }

  private static func addHandbook(_ folder: URL, to filter: inout SentenceFilter) throws {
    for path in pages(below: folder.appending(path: "ja-JP")) {
      guard let english = page(folder.appending(path: "en-US/\(path)")),
        let japanese = page(folder.appending(path: "ja-JP/\(path)"))
      else { continue }
      let (originals, texts) = (PageParagraphs(english).handbook, PageParagraphs(japanese).handbook)
      guard originals.count == texts.count else { continue }
      for (original, text) in zip(originals, texts) { filter.add(original, text) }
    }
  }

  private static func pages(below folder: URL) -> [String] {
    let names =
      FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".html") }.sortedByBytes()
  }

  /// nil if there is no such page.
  private static func page(_ file: URL) -> String? { try? TextFile(file).text }

  static func write(_ pairs: [SentenceFilter.Pair], _ assembly: Assembly) throws {
    let order = pairs.indices.map { (SHA256.hex(of: Data(pairs[$0].english.utf8)), $0) }.sorted {
      $0.0 < $1.0
    }
    let test = Set(order.prefix(heldOutCount).map(\.1))
    let dev = Set(order.dropFirst(heldOutCount).prefix(heldOutCount).map(\.1))
    for (language, side) in [("en", \SentenceFilter.Pair.english), ("ja", \.japanese)] {
      var texts = ["train": "", "dev": "", "test": ""]
      for (index, pair) in pairs.enumerated() {
        let part = test.contains(index) ? "test" : dev.contains(index) ? "dev" : "train"
        texts[part, default: ""] += pair[keyPath: side] + "\n"
      }
      for (part, text) in texts { try assembly.write(Array(text.utf8), as: "\(part).\(language)") }
    }
  }
}
