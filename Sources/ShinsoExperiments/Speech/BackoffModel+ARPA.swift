import Foundation
import ShinsoFormats
import ShinsoModels
import ShinsoTensor

extension ARPAFile {
  /// - Parameter words: of the model, by their numbers.
  init(_ model: BackoffModel, words: [String]) {
    let names = words + ["</s>", "<s>"]
    let byOrder = Dictionary(grouping: model.ngrams, by: \.words.count)
    self.init(
      ngrams: (1...model.order).map { order in
        (byOrder[order] ?? []).map { ngram in
          NGram(
            words: ngram.words.map { names[Int($0)] },
            logProbability: ngram.logProbability / Float(log(10.0)),
            backoff: ngram.backoff / Float(log(10.0)))
        }
      })
  }
}

extension BackoffModel {
  /// The model of a file. N-grams with words that are not in the lexicon are left out; words of the
  /// lexicon that are not in the file are impossible.
  ///
  /// - Parameters:
  ///   - words: of the lexicon.
  ///   - name: the file's, for errors.
  /// - Throws: `InputError` if no word of the lexicon is in the file, or if an n-gram lacks its
  ///   beginning.
  init(_ file: ARPAFile, words: [String], name: String) throws {
    var numbers = Dictionary(
      words.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { first, _ in first })
    let known = file.ngrams.first.map { unigrams in
      unigrams.contains { numbers[$0.words[0]] != nil }
    }
    guard known == true else {
      throw InputError(
        name, "has no word of the lexicon; are its words written in the same way, as in capitals?")
    }
    numbers["</s>"] = Int32(words.count)
    numbers["<s>"] = Int32(words.count + 1)
    var seen: Set<[Int32]> = [[]]
    var ngrams: [NGram] = []
    for ngram in file.ngrams.joined() {
      let own = ngram.words.compactMap { numbers[$0] }
      guard own.count == ngram.words.count else { continue }
      guard seen.contains(Array(own.dropLast())), seen.insert(own).inserted else {
        throw InputError(
          name,
          "has the n-gram \(quoted(ngram.words.joined(separator: " "))) twice or without its "
            + "beginning")
      }
      ngrams.append(
        NGram(
          own, logProbability: ngram.logProbability * Float(log(10.0)),
          backoff: ngram.backoff * Float(log(10.0))))
    }
    self.init(wordCount: words.count, ngrams)
  }
}
