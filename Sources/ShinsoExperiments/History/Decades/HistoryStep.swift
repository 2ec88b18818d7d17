import ShinsoTraining

/// One command of the history: the training or the evaluation of a system, in a folder of its own.
package struct HistoryStep: Sendable {
  package enum Verb: Sendable { case train, evaluate }

  package struct Picture: Sendable {
    /// Its name in the step's folder.
    package let file: String
    let caption: Wording

    init(_ picture: RunPicture, _ caption: Wording) {
      self.init(file: "\(picture.rawValue).png", caption)
    }

    init(file: String, _ caption: Wording) {
      self.file = file
      self.caption = caption
    }
  }

  /// What an evaluation draws.
  static let evaluationFile = "evaluation.png"

  package let verb: Verb
  /// The identifier of the system.
  package let system: String
  /// The name of its folder.
  package let name: String
  package let options: [String]
  /// The step whose model is evaluated.
  package let model: String?
  package let pictures: [Picture]
  /// What it does, for its line of progress.
  package let summary: String
  /// About how long it takes on two cores with the default digits.
  package let seconds: Double

  /// - Parameter name: nil: that of the system.
  init(
    _ verb: Verb, _ system: String, name: String? = nil, _ options: [String] = [],
    of model: String? = nil, pictures: [Picture] = [], summary: String, seconds: Double
  ) {
    self.verb = verb
    self.system = system
    self.name = name ?? system
    self.options = options
    self.model = model
    self.pictures = pictures
    self.summary = summary
    self.seconds = seconds
  }
}
