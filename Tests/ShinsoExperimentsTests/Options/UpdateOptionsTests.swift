import ArgumentParser
import ShinsoTraining
import ShinsoZoo
import Testing

@testable import ShinsoExperiments
@testable import ShinsoNN

@Suite struct UpdateOptionsTests {
  private typealias Options = UpdateOptions<NetworkSystem<LeNetEntry, NoNetworkOptions>>

  private enum ByAdamW: HasRecipe {
    static let recipe = Recipe(
      .adamw, learningRate: 5e-4, weightDecay: 0.1, batchSize: 2, length: .epochs(1), clipNorm: 5)
  }

  @Test func theSystemsRecipeUnlessSomethingElseIsAskedFor() throws {
    let plain = try Options.parse([]).settled()
    #expect(plain.batchSize == 64 && plain.optimizer == .sgd && plain.learningRate == 0.01)
    #expect(plain.momentum == 0.9 && plain.weightDecay == 5e-4 && plain.schedule == .inverse)
    #expect(plain.accumulate == 1 && plain.clipNorm == nil)
    let own = try UpdateOptions<ByAdamW>.parse([]).settled()
    #expect(own.optimizer == .adamw && own.learningRate == 5e-4 && own.momentum == nil)
    #expect(own.weightDecay == 0.1 && own.schedule == .constant && own.clipNorm == 5)
  }

  /// What belongs to one optimizer is not that of another.
  @Test func anotherOptimizerHasItsOwnRateAndDecay() throws {
    let adamw = try Options.parse(["--optimizer", "adamw"]).settled()
    #expect(adamw.learningRate == 1e-3 && adamw.momentum == nil && adamw.weightDecay == 0.01)
    let lars = try Options.parse(["--optimizer", "lars"]).settled()
    #expect(lars.learningRate == 1 && lars.momentum == 0.9 && lars.weightDecay == 5e-4)
    let given = try Options.parse([
      "--optimizer", "adamw", "--weight-decay", "0", "--learning-rate", "0.5",
    ]).settled()
    #expect(given.learningRate == 0.5 && given.weightDecay == 0)
    let sgd = try UpdateOptions<ByAdamW>.parse(["--optimizer", "sgd"]).settled()
    #expect(sgd.learningRate == 0.01 && sgd.momentum == 0.9)
    // Settled once is settled.
    #expect(OptionRecord(given) == OptionRecord(given.settled()))
  }

  @Test func optimizersAreWhatTheyAreCalled() throws {
    for kind in OptimizerKind.allCases {
      let optimizer = try Options.parse(["--optimizer", kind.rawValue]).makeOptimizer()
      #expect(optimizer.learningRate == (kind == .sgd ? 0.01 : kind.usualRate), "\(kind)")
    }
    let sgd = try #require(try Options.parse(["--momentum", "0.5"]).makeOptimizer() as? SGD)
    #expect(sgd.momentum == 0.5 && sgd.weightDecay == 5e-4)
  }

  @Test func settingsOfARun() throws {
    let options = try Options.parse([
      "--schedule", "polynomial", "--warm-up", "4", "--accumulate", "3", "--clip-norm", "2",
      "--clip-value", "0.5", "--average", "0.99",
    ])
    let settings = options.settings(updates: 14)
    #expect(settings.accumulation == 3 && settings.clipNorm == 2 && settings.clipValue == 0.5)
    #expect(settings.weightAverage == 0.99 && settings.plateau == nil)
    let expected = ScheduleKind.polynomial.make(total: 14, warmUp: 4)
    #expect((0..<14).allSatisfy { settings.schedule.factor($0) == expected.factor($0) })
    #expect(try Options.parse(["--schedule", "plateau"]).settings(updates: 9).plateau != nil)
    // A run that a time limit ended is made again with the schedule that it had.
    let again = try Options.parse(["--schedule", "cosine", "--schedule-length", "100"])
    let whole = ScheduleKind.cosine.make(total: 100, warmUp: 0)
    #expect(again.settings(updates: 10).schedule.factor(9) == whole.factor(9))
  }

  @Test func helpShowsTheSystemsRecipe() throws {
    let help = Options.helpMessage(columns: 1000)
    for part in [
      "(1 to 65536; default: 64)", "default: sgd)", "(positive; default: 0.01,",
      "(at least 0 and below 1; default: 0.9)", "default: inverse)", "(positive; default: any)",
    ] { #expect(help.contains(part), "\(part)") }
    #expect(!help.contains("schedule-length"))
    #expect(UpdateOptions<ByAdamW>.helpMessage(columns: 1000).contains("(positive; default: 5.0)"))
    #expect(help.contains("step (to 1/10 after 33, 67 % of the run)"))
    let steps = UpdateOptions<NetworkSystem<CIFARResNet20Entry, NoNetworkOptions>>.self
    #expect(steps.helpMessage(columns: 1000).contains("after 50, 75 % of the run"))
    let schedule = try steps.parse([]).settings(updates: 64_000).schedule
    #expect(schedule.factor(31_999) == 1 && schedule.factor(48_000) < 0.011)
  }

  /// A batch of the paper may be several; others take a rate in proportion.
  @Test func theRateFollowsTheBatch() throws {
    typealias ResNet = UpdateOptions<NetworkSystem<ResNet50Entry, NoNetworkOptions>>
    func settled(_ words: String...) throws -> (rate: Double?, accumulate: Int?) {
      let settled = try ResNet.parse(words).settled()
      return (settled.learningRate, settled.accumulate)
    }
    #expect(try settled() == (0.1, 8))
    #expect(try settled("--batch-size", "16") == (0.1 * 16 / 256, 1))
    #expect(try settled("--batch-size", "64", "--accumulate", "4") == (0.1, 4))
    #expect(try settled("--accumulate", "1") == (0.1 * 32 / 256, 1))
    #expect(try settled("--batch-size", "16", "--learning-rate", "0.3") == (0.3, 1))
    // A rate of another optimizer is not the recipe's.
    #expect(try settled("--batch-size", "16", "--optimizer", "adam") == (1e-3, 1))
    #expect(try ResNet.parse([]).settings(updates: 9).accumulation == 8)
    let help = ResNet.helpMessage(columns: 1000)
    #expect(help.contains("default: 0.1 for 256 samples an update, in proportion for others"))
    #expect(help.contains("default: 8, which makes 256 samples an update; 1 with another"))
    // LeNet's rate is what it is.
    #expect(try Options.parse(["--batch-size", "16"]).settled().learningRate == 0.01)
  }

  @Test(arguments: [
    ("--optimizer adam --momentum 0.9", "--momentum 0.9: adam has no momentum"),
    ("--optimizer sdg", "must be sgd, nesterov, adam, adamw, adagrad, rmsprop, adadelta or lars"),
    ("--schedule-length 0", "must be 1 to 1000000000"), ("--batch-size 0", "must be"),
    ("--batchsize 65537", "65537"), ("--learning-rate inf", "must be positive"),
  ]) func whatMakesNoSense(words: String, problem: String) {
    let error = #expect(throws: (any Error).self) {
      try Options.parse(words.split(separator: " ").map(String.init))
    }
    let message = error.map { Options.message(for: $0) } ?? ""
    #expect(message.contains(problem), "\(message)")
  }
}
