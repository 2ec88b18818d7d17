import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

struct Evaluate: ParsableCommand, FileVerb {
  static let verb = "evaluate"

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      abstract: "Scores a trained system on test data.",
      discussion: """
        EXAMPLES
          shinso evaluate lenet --model runs/lenet --data mnist --confusion
          shinso evaluate pretrained-mlp -o confusion.png
          shinso evaluate imagenet --network \(PretrainedNetwork.defaultName) --data photos/ --json
        Without --data, or with the data that it was trained on, a system is scored on what its \
        training held out. Of a run with --patience, its best weights are used; of others, the last \
        ones. In place of a system's name, a file or folder may stand: a run's, or one with a \
        network; `shinso evaluate FILE --help` shows what it takes.
        """,
      subcommands: [UnknownSystem<Evaluate>.self, EvaluateSystem<FileNetwork>.self],
      groupedSubcommands: SystemCommands.groups(SystemCommands.evaluate),
      defaultSubcommand: UnknownSystem<Evaluate>.self)
  }
}

extension Evaluate {
  static func command(forFile path: String, _ words: [String]) throws -> (any ParsableCommand)? {
    func open<S: Evaluable>(_ system: S.Type) throws -> any ParsableCommand {
      try EvaluateSystem<S>.parseAsRoot(["--model", path] + words)
    }
    if let system = TrainedModel.system(of: path) as? any Evaluable.Type { return try open(system) }
    return try EvaluateSystem<FileNetwork>.parseAsRoot([path] + words)
  }
}

/// `shinso evaluate ID`.
struct EvaluateSystem<S: Evaluable>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: S.about.id, _superCommandName: "shinso \(Evaluate.verb)",
      abstract: S.about.title,
      discussion: "EXAMPLE\n  shinso evaluate \(S.about.id) \(S.evaluateExample)",
      shouldDisplay: S.self != FileNetwork.self)
  }

  @OptionGroup var options: S.EvaluateOptions
  @Flag("One JSON object on standard output.") var json = false
  @Option(
    "Draw the picture as PICTURE.png and PICTURE.svg (gnuplot).", name: .shortAndLong,
    default: "none", completion: .file())
  var output: String?

  func validate() throws {
    if output != nil, !S.drawsEvaluation {
      throw ValidationError("--output: `evaluate \(S.about.id)` has no picture")
    }
  }

  func run() throws {
    let picture = output.map { URL(filePath: $0) }
    if let picture { try Plot.checkDrawable(to: picture) }
    let report = try S.evaluate(options)
    if json { try printJSON(report) } else { show(report) }
    guard let picture else { return }
    guard let draw = report.draw else {
      throw InputError("--output", "`evaluate \(S.about.id)` has no picture")
    }
    try draw(picture)
  }

  private func show(_ report: Report) {
    let samples = report.samples > 0 ? ", \(counted(report.samples, "sample"))" : ""
    print("\(report.title) on \(report.data)\(samples)")
    for (metric, value) in report.scores.values {
      print("\(metric.title): \(metric.text(value))")
    }
    for line in report.lines { print("\n\(line)") }
    let classes = report.classes.filter { $0.samples + $0.predicted > 0 }
    guard !classes.isEmpty, report.showsEveryClass || report.classes.count <= 60 else { return }
    let percent = Metric.accuracy.text
    print()
    Table(
      ["CLASS", ">SAMPLES", ">PRECISION", ">RECALL", ">F1"],
      classes.map {
        [$0.name, "\($0.samples)", percent($0.precision), percent($0.recall), percent($0.f1)]
      }
    ).show()
  }
}
