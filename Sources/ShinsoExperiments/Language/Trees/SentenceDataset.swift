import ShinsoData

/// Sentences in batches, with the numbers of their words. So that the unknown word has a meaning of its
/// own, words are read as unknown at random while training: one that occurs n times with probability
/// a / (a + n), as in Kiperwasser & Goldberg, TACL 4, 2016.
struct SentenceDataset: Dataset {
  struct Sample: Sendable {
    let sentence: LabeledSentence
    let ids: [Int64]
  }

  let sentences: [LabeledSentence]
  let words: SentenceWords
  /// a; 0 to read every word as it is.
  let dropping: Double
  let identity: String

  var count: Int { sentences.count }
  var bytesPerSample: Int { 2000 }

  func batch(_ draws: [Draw]) -> [Sample] {
    draws.map { draw in
      let sentence = sentences[draw.index]
      var generator = draw.generator
      let ids = words.encode(sentence.tree.words).map { id -> Int64 in
        if dropping == 0 { return id }
        let chance = dropping / (dropping + Double(words.counts[Int(id)]))
        return Double.random(in: 0..<1, using: &generator) < chance
          ? Int64(words.vocabulary.unknownID) : id
      }
      return Sample(sentence: sentence, ids: ids)
    }
  }
}
