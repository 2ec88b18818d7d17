import ShinsoData
import ShinsoTensor

@testable import ShinsoData

/// The readers of text and of what is made from it.
let textReaders: [String: Reader] = [
  "text": { bytes in
    let file = try TextFile(bytes, name: "input")
    precondition(!file.text.utf8.contains(UInt8(ascii: "\r")), "a line end is not a line feed")
    for tokenizer in [Tokenizer.characters, .space] { try roundTrip(file.text, tokenizer) }
    try staysTheSame(file.text, Tokenizer(.english))
  },
  "aozora": { bytes in
    guard let text = text(bytes) else { return }
    let cleaned = AozoraText.cleaned(text)
    // A character given by a note is shorter than the note; a final line end may be added.
    precondition(cleaned.utf8.count <= text.utf8.count + 1, "cleaning made the text longer")
  },
  "manual": { bytes in
    guard let text = text(bytes) else { return }
    for paragraph in ManualPage(text).paragraphs {
      precondition(!paragraph.isEmpty && !paragraph.contains("\n"), "a paragraph has several lines")
    }
  },
  "tokenizer": { bytes in
    let json = String(decoding: bytes, as: UTF8.self)
    let tokenizer = try Tokenizer(json: json, name: "input")
    let again = try Tokenizer(json: tokenizer.json, name: "input")
    precondition(tokenizer == again, "a tokenizer changed after writing and reading it")
    _ = tokenizer.tokens(of: "a word 猫 a\u{301}")
  },
  "vocabulary": { bytes in
    let json = String(decoding: bytes, as: UTF8.self)
    let vocabulary = try Vocabulary(json: json, tokenizer: .characters, name: "input")
    let again = try Vocabulary(json: vocabulary.json, tokenizer: .characters, name: "input")
    precondition(vocabulary == again, "a vocabulary changed after writing and reading it")
  },
]

/// UTF-8 text with the line ends that text has after reading.
private func text(_ bytes: [UInt8]) -> String? {
  bytes.contains(UInt8(ascii: "\r")) ? nil : String(validating: bytes, as: UTF8.self)
}

private func roundTrip(_ text: String, _ tokenizer: Tokenizer) throws {
  var counts = TokenCounts(by: tokenizer)
  counts.add(text)
  let vocabulary = counts.vocabulary()
  let ids = vocabulary.encode(text)
  let decoded = try vocabulary.decode(ids)
  precondition(
    tokenizer == .space || decoded.utf8.elementsEqual(text.utf8), "characters were changed")
  precondition(vocabulary.encode(decoded) == ids, "tokens were changed")
  let data = try TokenizedText(by: tokenizer) { try $0(text) }
  precondition(data.train.count + data.heldOut.count == ids.count, "a token was lost")
}

/// Words that were divided once are not divided again.
private func staysTheSame(_ text: String, _ tokenizer: Tokenizer) throws {
  let words = tokenizer.tokens(of: text)
  precondition(
    tokenizer.tokens(of: words.joined(separator: " ")) == words, "words were divided again")
}
