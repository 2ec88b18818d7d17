import ShinsoExperiments

/// What a trained model can be asked, by the protocols of its system.
package enum Ability: String, Sendable, Encodable, CaseIterable {
  /// What a picture shows.
  case classify
  /// Where in a picture a network finds a class.
  case locate
  /// Which pictures of its training are most like another one.
  case recall
  /// Which objects are in a picture, and where.
  case detect
  case transcribe
  /// What a sentence says, as a tree.
  case judge
  case generate
  case translate
  case nearest
  case analogy

  static func all(of system: any System.Type) -> [Ability] {
    allCases.filter { $0.isOne(of: system) }
  }

  private func isOne(of system: any System.Type) -> Bool {
    switch self {
    case .classify: system is any Predicting.Type
    case .locate: system is any VisualizingLayers.Type
    case .recall: system is any RecallingPictures.Type
    case .detect: system is any Detecting.Type
    case .transcribe: system is any Transcribing.Type
    case .judge: system is any PredictingText.Type
    case .generate: system is any Generating.Type
    case .translate: system is any Translating.Type
    case .nearest: system is any NearestWords.Type
    case .analogy: system is any Analogies.Type
    }
  }
}
