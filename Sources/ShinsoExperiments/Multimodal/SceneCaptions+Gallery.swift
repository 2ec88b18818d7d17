import ShinsoData
import ShinsoTraining

extension SceneCaptions {
  /// Held-out scenes with what was written of them.
  static func gallery(
    _ test: Test, _ captions: [[WrittenCaption]], _ scores: Scores
  ) -> CaptionGallery {
    let languages = ShapeScene.Language.allCases
    let known = languages.map { language in
      CaptionScores(references: test.scenes.map { [$0.words(language)] })
    }
    let entries = test.scenes.indices.map { place in
      CaptionGallery.Entry(
        name: "scene \(place + 1)", image: { test.image(place).enlarged(3) },
        captions: captions.map { $0[place].text },
        references: languages.map { language in
          test.scenes[place].words(language).joined(separator: language == .en ? " " : "")
        },
        agreement: zip(known, captions).map { $0.agreement($1[place].words, picture: place) }.min()
          ?? 0)
    }
    return CaptionGallery(entries: entries, isExact: true, scores: scores)
  }
}
