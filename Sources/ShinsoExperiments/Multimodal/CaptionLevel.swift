import ShinsoTraining

/// The four levels into which Vinyals et al. sort captions (figure 5), here by a score.
enum CaptionLevel: Int, CaseIterable {
  case withoutErrors, minorErrors, somewhatRelated, unrelated

  /// - Parameters:
  ///   - agreement: see ``CaptionScores/agreement(_:picture:)``.
  ///   - isExact: whether there is but one right caption.
  init(agreement: Double, isExact: Bool) {
    let limits = Self.limits(isExact: isExact)
    self =
      agreement >= limits[0]
      ? .withoutErrors
      : agreement >= limits[1]
        ? .minorErrors : agreement >= limits[2] ? .somewhatRelated : .unrelated
  }

  /// The least score of the first three levels. People word their captions differently, so that one
  /// without errors rarely agrees with any of them in every word.
  static func limits(isExact: Bool) -> [Double] { isExact ? [1, 0.8, 0.5] : [0.7, 0.5, 0.35] }

  var title: Wording {
    switch self {
    case .withoutErrors: Wording("Describes without errors", "誤りのない説明")
    case .minorErrors: Wording("Describes with minor errors", "小さな誤りのある説明")
    case .somewhatRelated: Wording("Somewhat related to the image", "画像にいくらか関係のある説明")
    case .unrelated: Wording("Unrelated to the image", "画像と関係のない説明")
    }
  }
}
