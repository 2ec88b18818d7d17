import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoData
@testable import ShinsoFormats

@Suite struct DebianPairsTests {
  @Test func descriptionsAreReadByTheirDigests() {
    let text = """
      Package: cat
      Description-md5: 11
      Description-ja: 猫
       これは猫
       です。
       .
       A Linux
       word.
        * list
       終わり。

      Package: dog
      Description-md5: 22
      Description-ja: 犬

      Package: cat2
      Description-md5: 11
      Description-ja: 別の猫

      """
    let found = PackageDescriptions(text, language: "ja")
    #expect(found.keys == ["11", "22"])
    #expect(found.descriptions["11"]?.title == "猫")
    #expect(found.descriptions["11"]?.paragraphs == ["これは猫です。", "A Linux word.", "終わり。"])
    #expect(found.descriptions["22"]?.paragraphs == [])
    #expect(PackageDescriptions(text, language: "en").keys.isEmpty)
  }

  @Test func pagesGiveTheirParagraphs() {
    let page = """
      <h1 id="a" dir="auto"><a name="x"></a>Title &amp; more</h1><p>without id</p>
      <p id="b" class="c">One <b>bold</b>
        line&nbsp;&#12354;&lt;</p>
      <p id="c"><span class="switchinline">Mac</span></p><p id="d">cut
      """
    let help = PageParagraphs(page).help
    #expect(help.map(\.id) == ["a", "b"])
    #expect(help.map(\.text) == ["Title & more", "One bold line あ<"])
    let book = PageParagraphs(
      "<div class=\"para\">\n\tA <code>b</code>.\n</div><div>no</div><div class=\"para\">猫</div>")
    #expect(book.handbook == ["A b.", "猫"])
  }

  @Test func onlySentencesArePaired() {
    var filter = SentenceFilter()
    filter.add("This is a cat. It sleeps! Is it e.g. happy?", "これは猫です。眠っています！ 幸せですか？")
    // Another number of sentences: the paragraph is the pair.
    filter.add("A dog runs. It barks.", "犬が走って吠えます。")
    // What came before, what is not Japanese, and what is not text.
    filter.add("This is a cat.", "これはネコです。")
    filter.add("A new sentence.", "これは猫です。")
    filter.add("Left as it was.", "Left as it was.")
    filter.add("% tar -xzf *.tgz && ./run;", "一覧を表示します")
    filter.add("A very long sentence about nearly nothing at all, said once.", "猫")
    #expect(
      filter.pairs.map(\.english) == [
        "This is a cat.", "It sleeps!", "Is it e.g. happy?", "A dog runs. It barks.",
      ])
    #expect(
      filter.pairs.map(\.japanese) == ["これは猫です。", "眠っています！", "幸せですか？", "犬が走って吠えます。"])
  }

  @Test func whatIsHeldOutDependsOnTheSentences() throws {
    try ImageFixtures.withTemporaryFolder { folder in
      let pairs = (0..<1200).map { SentenceFilter.Pair(english: "e\($0)", japanese: "猫\($0)") }
      func files(_ pairs: [SentenceFilter.Pair], _ name: String) throws -> [String: [String]] {
        let destination = folder.appending(path: name)
        try FileManager.default.createDirectory(at: destination, withIntermediateDirectories: true)
        try DebianPairs.write(
          pairs,
          Assembly(
            files: [:], destination: destination, scratch: folder,
            tools: Subprocess(environment: [:])))
        var lines: [String: [String]] = [:]
        for part in ["train", "dev", "test"] {
          for language in ["en", "ja"] {
            let file = "\(part).\(language)"
            let text = try TextFile(destination.appending(path: file)).text
            lines[file] = text.split(separator: "\n").map(String.init)
          }
        }
        return lines
      }
      let one = try files(pairs, "one")
      #expect(one["train.en"]?.count == 200 && one["dev.en"]?.count == 500)
      for part in ["train", "dev", "test"] {
        let english = try #require(one["\(part).en"])
        #expect(one["\(part).ja"] == english.map { "猫" + $0.dropFirst() })
      }
      let other = try files(pairs.reversed(), "other")
      for (file, lines) in one { #expect(other[file]?.sorted() == lines.sorted()) }
    }
  }

  @Test(.requiresTestData("text/enja", "text/sst", "text/hyakunin100.tsv"))
  func pairsAndTreesAreTakenFromAFolder() throws {
    try ImageFixtures.withTemporaryFolder { folder in
      let fetcher = CatalogFixture.fetcher(in: folder)
      for (id, data) in [("enja", "text/enja"), ("sst", "text/sst"), ("hyakunin", "text")] {
        let entry = try DataCatalog.entry(id).entry
        let made = try fetcher.fetch(entry, from: TestData.url(data))
        for artifact in entry.artifacts {
          #expect(try InputFile(made.appending(path: artifact.name)).size == artifact.byteCount)
        }
        #expect(fetcher.cache.status(of: entry).installedBytes == entry.installedByteCount)
      }
      #expect(
        TextSamples.problem { try fetcher.fetch(DataCatalog.hyakunin.entry, again: true) }
          == "hyakunin: no server offers hyakunin100.tsv; run `shinso data get hyakunin --from "
          + "FILE-OR-FOLDER`, or use a table of your own: --data FILE.tsv, its columns by --source "
          + "and --target")
    }
  }

  @Test(.enabled(if: CatalogFixture.hasNetwork, "downloads 50 MB; set SHINSO_NETWORK_TESTS=1"))
  func fetchesThePairs() throws {
    try ImageFixtures.withTemporaryFolder { folder in
      let made = try CatalogFixture.fetcher(in: folder).fetch(DataCatalog.debianPairs.entry)
      for (part, least) in [("train", 30_000), ("dev", 500), ("test", 500)] {
        let sides = try ["en", "ja"].map {
          try TextFile(made.appending(path: "\(part).\($0)")).text.split(separator: "\n")
        }
        #expect(sides[0].count >= least && sides[0].count == sides[1].count)
      }
    }
  }
}
