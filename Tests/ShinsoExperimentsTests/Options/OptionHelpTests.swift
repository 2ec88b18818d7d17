import ArgumentParser
import Foundation
import Testing

@testable import ShinsoExperiments

/// What an error says that an option must be, its help says before.
@Suite struct OptionHelpTests {
  private static let ids = Catalog.systems.map { $0.about.id }

  private struct Dump: Decodable {
    struct Command: Decodable { let arguments: [Argument]? }

    struct Argument: Decodable {
      struct Name: Decodable { let kind, name: String }
      let kind: String
      let names: [Name]?
      let shouldDisplay: Bool
      let abstract: String?
    }

    let command: Command
  }

  @Test(arguments: ids) func helpShowsTheLimits(id: String) throws {
    let system = try #require(Catalog.system(id))
    var limits = 0
    func check<Options: ParsableArguments>(_ options: Options.Type) throws {
      let dump = try JSONDecoder().decode(Dump.self, from: Data(Options._dumpHelp().utf8))
      for option in dump.command.arguments ?? [] where option.kind == "option" {
        guard option.shouldDisplay, let name = option.names?.first(where: { $0.kind == "long" })
        else { continue }
        for value in ["\u{1}", "-987654321987"] {
          do { _ = try Options.parse(["--\(name.name)=\(value)"]) } catch {
            let message = Options.message(for: error)
            guard let wanted = message.components(separatedBy: "must be ").dropFirst().first else {
              continue
            }
            limits += 1
            let help = option.abstract ?? ""
            #expect(
              help.contains(wanted) || help.contains(wanted.replacing(" or ", with: ", ")),
              "--\(name.name) must be \(wanted): \(help)")
          }
        }
      }
    }
    func train<S: Trainable>(_ system: S.Type) throws { try check(TrainCommand<S>.self) }
    func evaluate<S: Evaluable>(_ system: S.Type) throws { try check(S.EvaluateOptions.self) }
    func predict<S: Predicting>(_ system: S.Type) throws { try check(S.PredictOptions.self) }
    func generate<S: Generating>(_ system: S.Type) throws { try check(S.GenerateOptions.self) }
    func visualize<S: Visualizing>(_ system: S.Type) throws { try check(S.VisualizeOptions.self) }
    if let system = system as? any Trainable.Type {
      try train(system)
      #expect(limits > 0)
    }
    if let system = system as? any Evaluable.Type { try evaluate(system) }
    if let system = system as? any Predicting.Type { try predict(system) }
    if let system = system as? any Generating.Type { try generate(system) }
    if let system = system as? any Visualizing.Type { try visualize(system) }
  }
}
