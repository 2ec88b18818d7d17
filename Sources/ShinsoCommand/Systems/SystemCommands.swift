import ArgumentParser
import ShinsoExperiments
import ShinsoTensor

/// The subcommands of a verb, one a system, grouped by field.
enum SystemCommands {
  static func groups(
    _ command: (any System.Type) -> (any ParsableCommand.Type)?
  ) -> [CommandGroup] {
    About.Field.allCases.compactMap { field in
      let commands = Catalog.systems(of: field).compactMap(command)
      return commands.isEmpty ? nil : CommandGroup(name: field.title, subcommands: commands)
    }
  }

  static func train(_ system: any System.Type) -> (any ParsableCommand.Type)? {
    func open<S: Trainable>(_ system: S.Type) -> any ParsableCommand.Type { TrainSystem<S>.self }
    return (system as? any Trainable.Type).map { open($0) }
  }

  static func evaluate(_ system: any System.Type) -> (any ParsableCommand.Type)? {
    func open<S: Evaluable>(_ system: S.Type) -> any ParsableCommand.Type { EvaluateSystem<S>.self }
    return (system as? any Evaluable.Type).map { open($0) }
  }

  static func predict(_ system: any System.Type) -> (any ParsableCommand.Type)? {
    func open<S: Predicting>(_ system: S.Type) -> any ParsableCommand.Type { PredictSystem<S>.self }
    func openText<S: PredictingText>(_ system: S.Type) -> any ParsableCommand.Type {
      PredictTextSystem<S>.self
    }
    func openBoxes<S: Detecting>(_ system: S.Type) -> any ParsableCommand.Type {
      PredictBoxesSystem<S>.self
    }
    func openSpeech<S: Transcribing>(_ system: S.Type) -> any ParsableCommand.Type {
      PredictSpeechSystem<S>.self
    }
    return (system as? any Predicting.Type).map { open($0) }
      ?? (system as? any PredictingText.Type).map { openText($0) }
      ?? (system as? any Detecting.Type).map { openBoxes($0) }
      ?? (system as? any Transcribing.Type).map { openSpeech($0) }
  }

  static func generate(_ system: any System.Type) -> (any ParsableCommand.Type)? {
    func open<S: Generating>(_ system: S.Type) -> any ParsableCommand.Type {
      GenerateSystem<S>.self
    }
    return (system as? any Generating.Type).map { open($0) }
  }

  static func translate(_ system: any System.Type) -> (any ParsableCommand.Type)? {
    func open<S: Translating>(_ system: S.Type) -> any ParsableCommand.Type {
      TranslateSystem<S>.self
    }
    return (system as? any Translating.Type).map { open($0) }
  }

  static func nearest(_ system: any System.Type) -> (any ParsableCommand.Type)? {
    func open<S: NearestWords>(_ system: S.Type) -> any ParsableCommand.Type {
      NearestSystem<S>.self
    }
    return (system as? any NearestWords.Type).map { open($0) }
  }

  static func analogy(_ system: any System.Type) -> (any ParsableCommand.Type)? {
    func open<S: Analogies>(_ system: S.Type) -> any ParsableCommand.Type { AnalogySystem<S>.self }
    return (system as? any Analogies.Type).map { open($0) }
  }

  static func visualize(_ system: any System.Type) -> (any ParsableCommand.Type)? {
    func open<S: Visualizing>(_ system: S.Type) -> any ParsableCommand.Type {
      VisualizeSystem<S>.self
    }
    func openLayers<S: VisualizingLayers>(_ system: S.Type) -> any ParsableCommand.Type {
      VisualizeNetwork<S>.self
    }
    return (system as? any Visualizing.Type).map { open($0) }
      ?? (system as? any VisualizingLayers.Type).map { openLayers($0) }
  }

  /// How a wrong id is answered.
  static func unknown(_ id: String?, for verb: String) -> UsageError {
    guard let id else { return UsageError(message: "name a system (shinso list)") }
    let able = Catalog.systems.filter { $0.verbs.contains(verb) }.map { $0.about.id }
    if let system = Catalog.system(id) {
      return UsageError(
        message: "\(id) has no `\(verb)`; it has \(system.verbs.joined(separator: ", "))")
    }
    return UsageError(
      message: "unknown system '\(id)'\(NearestName.hint(id, among: able)) (shinso list)")
  }
}
