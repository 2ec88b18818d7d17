import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoData
@testable import ShinsoFormats

@Suite struct TextCatalogTests {
  @Test(.requiresTestData("text/neko.txt"))
  func takesTheNovelFromAFile() throws {
    let source = try #require(TextSamples.neko)
    try ImageFixtures.withTemporaryFolder { folder in
      let fetcher = CatalogFixture.fetcher(in: folder)
      let entry = DataCatalog.neko.entry
      let made = try fetcher.fetch(entry, from: source)
      let corpus = TextCorpus(made.appending(path: TextCorpus.fileName))
      #expect(
        try corpus.forEachLine { _ in }.digest == TextCorpus(source).forEachLine { _ in }.digest)
      #expect(fetcher.cache.status(of: entry).installedBytes == entry.installedByteCount)
      let other = folder.appending(path: "other.txt")
      try Data("吾輩は犬である。".utf8).write(to: other)
      #expect(throws: InputError.self) { try fetcher.fetch(entry, from: other, again: true) }
    }
  }

  @Test func withoutAptTheMessageSaysWhatWorks() throws {
    try ImageFixtures.withTemporaryFolder { folder in
      let fetcher = Fetcher(environment: [
        "PATH": "/nonexistent", "SHINSO_CACHE": folder.path, "HOME": folder.path,
      ])
      let problem = TextSamples.problem {
        try fetcher.fetch(DataCatalog.debianJapanese.entry)
      }
      #expect(problem.contains("apt-get download manpages-ja"))
      #expect(problem.hasSuffix("or use your own text: --data FILE"))
    }
  }

  @Test(.enabled(if: CatalogFixture.hasNetwork, "downloads 4 MB; set SHINSO_NETWORK_TESTS=1"))
  func fetchesTheManualPages() throws {
    try ImageFixtures.withTemporaryFolder { folder in
      let made = try CatalogFixture.fetcher(in: folder).fetch(DataCatalog.debianJapanese.entry)
      let text = try TextFile(made.appending(path: TextCorpus.fileName)).text
      #expect(text.count > 1_000_000)
      #expect(DebianJapanese.japaneseCount(text) > 900_000)
      let lines = text.split(separator: "\n")
      #expect(lines.allSatisfy { $0.hasSuffix("。") } && Set(lines).count == lines.count)
      #expect(lines.contains("現在の編集行を捨て、端末のベルを鳴らします (動作は bell-style の設定に従います)。"))
    }
  }
}
