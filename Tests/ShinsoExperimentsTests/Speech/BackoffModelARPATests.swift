import Foundation
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoExperiments

@Suite struct BackoffModelARPATests {
  private let words = ["one", "two", "three"]
  private let model = WittenBell(order: 3, wordCount: 3, [[0, 1, 2], [0, 1], [2, 2, 0]]).model()

  @Test func comesBackAsItWas() throws {
    try withFolder { folder in
      let url = folder.appending(path: "lm.arpa")
      try ARPAFile(model, words: words).write(to: url)
      let again = try BackoffModel(ARPAFile(url), words: words, name: "lm.arpa")
      #expect(again.order == 3 && again.ngrams.count == model.ngrams.count)
      let sentences: [[Int32]] = [[0, 1, 2], [1, 1, 0, 2], [2]]
      let (a, b) = (model.perplexity(of: sentences), again.perplexity(of: sentences))
      #expect(abs(a - b) < 1e-3 * a)
    }
  }

  @Test func wordsThatAreNotInTheLexicon() throws {
    let file = ARPAFile(model, words: words)
    let less = try BackoffModel(file, words: ["one", "four"], name: "lm")
    #expect(less.ngrams.allSatisfy { $0.words.allSatisfy { [0, 2, 3].contains($0) } })
    #expect(less.next(1, after: less.start).logProbability == -.infinity)
    let error = #expect(throws: InputError.self) {
      try BackoffModel(file, words: ["ONE"], name: "lm")
    }
    #expect(error?.problem.contains("no word of the lexicon") == true)
  }

  @Test func ngramsWithoutTheirBeginning() {
    var file = ARPAFile(model, words: words)
    file.ngrams[1].removeAll { $0.words == ["one", "two"] }
    #expect(throws: InputError.self) { try BackoffModel(file, words: words, name: "lm") }
  }
}
