import ArgumentParser
import Foundation

@testable import ShinsoExperiments

/// The options of `shinso train ID`.
struct TrainCommand<S: Trainable>: ParsableArguments {
  @OptionGroup var options: S.TrainOptions
  @OptionGroup var run: RunOptions
}

/// Trains a system as `shinso train ID --data DATA -o OUTPUT …` does.
func trainRun<S: Trainable>(
  _ system: S.Type, on data: URL, to output: URL, _ words: String...
) throws {
  let command = try TrainCommand<S>.parse(["--data", data.path, "-o", output.path] + words)
  try S.train(command.options, in: Run(S.about, OptionRecord(command), arguments: []))
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
