import ShinsoFormats
import ShinsoTensor

/// Pictures, or their features, each with a caption drawn anew for every epoch, in each language.
public struct CaptionDataset<Pictures: ClassificationDataset>: Dataset {
  public let pictures: Pictures
  /// Of each picture, by language: the words of its captions, at least one.
  private let captions: [[[[Int32]]]]
  private let vocabulary: CaptionVocabulary
  private let wordDropout: Double

  /// - Parameter captions: as many as pictures, each with one or more in every language.
  public init(
    _ pictures: Pictures, captions: [[[[Int32]]]], _ vocabulary: CaptionVocabulary,
    wordDropout: Double = 0
  ) {
    precondition(
      captions.count == pictures.count
        && captions.allSatisfy { languages in
          languages.count == vocabulary.languages.count && languages.allSatisfy { !$0.isEmpty }
        }, "CaptionDataset: a caption in each language for each of \(pictures.count) pictures")
    self.pictures = pictures
    self.captions = captions
    self.vocabulary = vocabulary
    self.wordDropout = wordDropout
  }

  public var count: Int { pictures.count }

  public var identity: String {
    var digest = SHA256()
    digest.update("\(pictures.identity) \(wordDropout) \(vocabulary.json)\0")
    for words in captions.joined().joined() {
      digest.update("\(words.count)\0")
      words.withUnsafeBytes { digest.update($0) }
    }
    return digest.hex()
  }

  public var bytesPerSample: Int {
    let longest = captions.joined().joined().map(\.count).max() ?? 0
    return pictures.bytesPerSample + vocabulary.languages.count * 2 * (longest + 2) * 8
  }

  public func batch(_ draws: [Draw]) throws -> CaptionBatch {
    var chosen: [CaptionBatch.Caption] = []
    let size = pictures.sampleShape.elementCount
    let seen = try Tensor(shape: pictures.sampleShape.inserting(draws.count, at: 0)) { bytes in
      let values = bytes.bindMemory(to: Float.self)
      for (place, draw) in draws.enumerated() {
        var generator = draw.generator
        for language in vocabulary.languages.indices {
          let all = captions[draw.index][language]
          chosen.append(
            CaptionBatch.Caption(
              owner: place, begin: vocabulary.begin(language),
              words: all[generator.index(below: all.count)], dropout: wordDropout,
              unknown: vocabulary.vocabulary.unknownID, using: &generator))
        }
        try pictures.write(
          draw.index,
          into: UnsafeMutableBufferPointer(rebasing: values[place * size..<(place + 1) * size]),
          using: &generator)
      }
    }
    return CaptionBatch(pictures: seen, chosen, end: vocabulary.end)
  }
}
