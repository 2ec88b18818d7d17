import Testing

@testable import ShinsoData

@Suite struct EnglishWordsTests {
  private let sentences = [
    ("Hello, world!", "Hello , world !"),
    ("I don't know; it's Tom's.", "I do n't know ; it 's Tom 's ."),
    ("We'll can’t they’ve", "We 'll ca n’t they ’ve"),
    ("It costs $3.14 or 1,000 yen (50%).", "It costs $ 3.14 or 1,000 yen ( 50 % ) ."),
    ("Mr. Smith of the U.S. left at 3:30...", "Mr. Smith of the U.S. left at 3:30 ..."),
    ("a well-known \"cat\" -- really?", "a well-known \" cat \" -- really ?"),
    ("e.g. me@example.com.", "e.g. me@example.com ."),
    ("rock 'n' roll", "rock ' n ' roll"),
    ("naïve Ω's", "naïve Ω 's"), ("I'd've", "I 'd 've"), ("o'n't n't", "o'n't n't"),
  ]

  @Test func wordsAreDivided() throws {
    let tokenizer = try Tokenizer(.english)
    for (text, words) in sentences {
      #expect(tokenizer.tokens(of: text).joined(separator: " ") == words)
      #expect(tokenizer.tokens(of: words).joined(separator: " ") == words, "again")
    }
    #expect(tokenizer.tokens(of: "A.\nB") == ["A", ".", "\n", "B"])
  }

  /// Reading all that follows each apostrophe would take hours.
  @Test(.timeLimit(.minutes(1))) func nothingButApostrophes() throws {
    let text = String(repeating: "'", count: 300_000)
    #expect(try Tokenizer(.english).count(in: text) == 300_000)
  }

  @Test func wordsBecomeTextAgain() throws {
    let tokenizer = try Tokenizer(.english)
    for text in ["I don't know; it's Tom's.", "It costs $3.14 (50%), or so...", "Who? He'll see!"] {
      #expect(tokenizer.joined(tokenizer.tokens(of: text)) == text)
    }
  }
}
