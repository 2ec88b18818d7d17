import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// Photographs on which captions are scored.
struct CaptionTest {
  let items: [CaptionedPictures.Item]
  let vocabulary: CaptionVocabulary
  /// One for each language.
  let scores: [CaptionScores]

  init(_ items: [CaptionedPictures.Item], _ vocabulary: CaptionVocabulary) {
    self.items = items
    self.vocabulary = vocabulary
    scores = vocabulary.languages.enumerated().map { number, language in
      CaptionScores(
        references: items.map { $0.captions[number].map { language.tokenizer.tokens(of: $0) } })
    }
  }

  /// - Parameter features: of the pictures, as the decoder gets them.
  func scores(
    _ captioner: Captioner, _ features: Tensor, _ search: BeamSearch,
    checkForStop: () throws -> Void
  ) throws -> Scores {
    let captions = try captions(captioner, features, search, checkForStop: checkForStop)
    return scores(captions.map { $0.map(\.words) })
  }

  /// The best caption of each picture, by language.
  func captions(
    _ captioner: Captioner, _ features: Tensor, _ search: BeamSearch,
    checkForStop: () throws -> Void
  ) throws -> [[WrittenCaption]] {
    try vocabulary.languages.indices.map { language in
      try captioner.write(features, language: language, search, progress: checkForStop)
        .map { $0[0] }
    }
  }

  /// The lowest of all languages, and then each of them.
  ///
  /// - Parameter captions: by language, one for each picture, as words.
  func scores(_ captions: [[[String]]]) -> Scores {
    let parts = zip(scores, captions).map { $0.scores($1) }
    var all = Scores(samples: items.count)
    for place in parts[0].indices {
      let lowest = parts.map { $0[place].value }.min() ?? 0
      all.add(parts[0][place].metric, lowest, weight: Double(items.count))
    }
    if parts.count > 1 {
      for (part, language) in zip(parts, vocabulary.languages) {
        for (metric, value) in part {
          all.add(metric.inLanguage(language.name), value, weight: Double(items.count))
        }
      }
    }
    return all
  }

  /// The photographs with what was written of them, by language.
  func gallery(_ captions: [[WrittenCaption]], _ found: Scores) -> CaptionGallery {
    let entries = items.indices.map { place in
      let closest = zip(scores, captions).map { $0.closest(to: $1[place].words, picture: place) }
      return CaptionGallery.Entry(
        name: items[place].url.lastPathComponent,
        image: { [url = items[place].url] in try Image(contentsOf: url) },
        captions: captions.map { $0[place].text },
        references: zip(items[place].captions, closest).map { $0[$1.number] },
        agreement: closest.map(\.agreement).min() ?? 0)
    }
    return CaptionGallery(entries: entries, isExact: false, scores: found)
  }
}
