import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoData

/// Questions and judgments by which word vectors are scored.
@Suite struct WordTestFilesTests {
  @discardableResult
  private func withFile<Result>(
    _ text: String, named name: String, _ body: (URL) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let url = folder.appending(path: name)
    try Data(text.utf8).write(to: url)
    return try body(url)
  }

  @Test func readsPairs() throws {
    try withFile("sun\tsunlight\t50.0\ncar automobile 49\n\n", named: "men.txt") { url in
      let set = try WordSimilarities(contentsOf: url)
      #expect(set.name == "men" && set.pairs.count == 2)
      #expect(set.pairs[1] == .init(first: "car", second: "automobile", score: 49))
      #expect(try !AnalogyQuestions.matches(url))
    }
    let table = "word1,word2,mean(some),sub1,mean\n明るい,暗い,3,2,2.5\n"
    try withFile(table, named: "adj.csv") { url in
      let pairs = try WordSimilarities(contentsOf: url).pairs
      #expect(pairs == [.init(first: "明るい", second: "暗い", score: 2.5)])
    }
    // Without a heading no pair is lost, and without a mean the third column counts.
    try withFile("sun,moon,3,9\ncat,dog,4,9\n", named: "plain.csv") { url in
      let pairs = try WordSimilarities(contentsOf: url).pairs
      #expect(pairs.map(\.score) == [3, 4])
    }
    try withFile("a b c\n", named: "bad.txt") { url in
      #expect(throws: InputError(url.path, "line 1 is not two words and a number")) {
        try WordSimilarities(contentsOf: url)
      }
    }
    try withFile("w1,w2,x\na,b,c\n", named: "bad.csv") { url in
      #expect(throws: InputError.self) { try WordSimilarities(contentsOf: url) }
    }
  }

  @Test func readsQuestions() throws {
    let text = ": capitals of\n東京 日本 パリ フランス\nRome Italy Oslo Norway\n: empty\n"
    try withFile(text, named: "q.txt") { url in
      #expect(try AnalogyQuestions.matches(url))
      let sections = try AnalogyQuestions(contentsOf: url).sections
      #expect(sections.map(\.name) == ["capitals of", "empty"])
      #expect(sections[0].questions[0] == ["東京", "日本", "パリ", "フランス"])
    }
    try withFile(": a\none two three\n", named: "q.txt") { url in
      let error = #expect(throws: InputError.self) { try AnalogyQuestions(contentsOf: url) }
      #expect(error?.problem.contains("line 2") == true)
    }
    try withFile(": a\n", named: "q.txt") { url in
      #expect(throws: InputError(url.path, "has no questions")) {
        try AnalogyQuestions(contentsOf: url)
      }
    }
  }

  @Test(.requiresTestData("text/similarity")) func readsTheRealFiles() throws {
    let folder = try #require(TestData.url("text/similarity"))
    for (name, count) in [
      ("EN-WS-353-ALL.txt", 353), ("EN-MEN-TR-3k.txt", 3000), ("EN-SIMLEX-999.txt", 999),
      ("ja_score_noun.csv", 1103),
    ] {
      #expect(try WordSimilarities(contentsOf: folder.appending(path: name)).pairs.count == count)
    }
    let questions = try AnalogyQuestions(contentsOf: folder.appending(path: "questions-words.txt"))
    #expect(questions.sections.count == 14)
    #expect(questions.sections.reduce(0) { $0 + $1.questions.count } == 19_544)
  }
}
