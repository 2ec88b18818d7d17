import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoData

@Suite struct PhraseTextTests {
  private func text(_ lines: [String]) throws -> PhraseText {
    try PhraseText(by: .space, name: "text") { body in for line in lines { try body(line) } }
  }

  private func written(_ text: PhraseText) throws -> String {
    let url = FileManager.default.temporaryDirectory.appending(path: "phrases-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: url) }
    try text.write(to: url)
    return try String(contentsOf: url, encoding: .utf8)
  }

  /// The score by hand: of 44 words, new and york each 4 times, side by side 4 times:
  /// (4 - 2) / 4 / 4 · 44 = 5.5.
  private static let lines =
    (0..<4).map { "in new york city \($0) a\n" } + (0..<4).map { "a b\($0) c new\($0) york\($0)\n" }

  @Test func joinsWhatChanceDoesNotExplain() throws {
    var text = try text(Self.lines)
    #expect(text.wordCount == 44)
    let found = try text.join(minimumCount: 2, threshold: 5)
    #expect(found.map(\.text) == ["in_new", "york_city"])
    #expect(found.allSatisfy { $0.count == 4 && abs($0.score - 5.5) < 1e-9 })
    #expect(try written(text).hasPrefix("in_new york_city 0 a\nin_new york_city 1 a\n"))
    // A second pass joins the phrases: 2 / 4 / 4 times the 36 words that are left.
    let more = try text.join(minimumCount: 2, threshold: 4)
    #expect(more.map(\.text) == ["in_new_york_city"])
    #expect(more[0].score == 4.5 && text.wordCount == 32)
  }

  @Test func neitherRarePairsNorThoseOfTwoLinesAreJoined() throws {
    var text = try text(Self.lines)
    #expect(try text.join(minimumCount: 4, threshold: 1e-9).isEmpty)
    #expect(try written(text) == Self.lines.joined())
    var apart = try PhraseText(by: .space, name: "text") { body in
      for _ in 0..<20 { try body("x\ny\n") }
    }
    #expect(try apart.join(minimumCount: 1, threshold: 1e-9).isEmpty)
    #expect(throws: InputError("text", "contains no words")) {
      try PhraseText(by: .space, name: "text") { try $0("\n\n") }
    }
  }
}
