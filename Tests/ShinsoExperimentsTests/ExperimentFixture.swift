import ArgumentParser

@testable import ShinsoExperiments

/// The options of `shinso train ID`.
struct TrainCommand<S: Trainable>: ParsableArguments {
  @OptionGroup var options: S.TrainOptions
  @OptionGroup var run: RunOptions
}

/// What the parser makes of words for a system's `train`.
func trainRecord(_ system: any System.Type, _ words: [String]) throws -> OptionRecord {
  func open<S: Trainable>(_ system: S.Type) throws -> OptionRecord {
    OptionRecord(try TrainCommand<S>.parse(words))
  }
  guard let system = system as? any Trainable.Type else { return OptionRecord() }
  return try open(system)
}

/// What the parser says of words for a system's `train`; empty if nothing is wrong with them.
func trainProblem(_ system: any System.Type, _ words: [String]) -> String {
  func open<S: Trainable>(_ system: S.Type) -> String {
    do {
      _ = try TrainCommand<S>.parse(words)
      return ""
    } catch {
      return TrainCommand<S>.message(for: error)
    }
  }
  return (system as? any Trainable.Type).map { open($0) } ?? "cannot be trained"
}
