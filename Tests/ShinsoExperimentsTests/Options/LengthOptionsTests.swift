import ArgumentParser
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo
import Testing

@testable import ShinsoExperiments

@Suite struct LengthOptionsTests {
  private enum ByEpochs: HasRecipe {
    static let recipe = Recipe(.adam, learningRate: 1, batchSize: 2, length: .epochs(25))
  }

  /// No optimizer.
  private enum ByRule: HasLength {
    static let length = Recipe.Length.epochs(3)
  }

  private typealias LeNetLength = LengthOptions<NetworkSystem<LeNetEntry, NoNetworkOptions>>
  private typealias EpochLength = LengthOptions<ByEpochs>

  @Test func updatesAreThoseAskedForOrTheRecipes() throws {
    #expect(try EpochLength.parse([]).updates(perEpoch: 40) == 1000)
    #expect(try EpochLength.parse(["--epochs", "3"]).updates(perEpoch: 40) == 120)
    #expect(try LengthOptions<ByRule>.parse([]).updates(perEpoch: 40) == 120)
    #expect(try EpochLength.parse(["--iterations", "7"]).updates(perEpoch: 40) == 7)
    #expect(try EpochLength.parse([]).updates(perEpoch: 0) == 25)
    #expect(try EpochLength.parse([]).updates(perEpoch: 40, length: .updates(9)) == 9)
    // Caffe's recipe is of updates, whatever the data.
    for perEpoch in [5, 62, 937] {
      #expect(try LeNetLength.parse([]).updates(perEpoch: perEpoch) == 10_000)
    }
    #expect(try LeNetLength.parse(["--epochs", "2"]).updates(perEpoch: 62) == 124)
  }

  @Test func moreThanCanBeMeant() throws {
    let many = try LeNetLength.parse(["--epochs", "1000000000"])
    #expect(try many.updates(perEpoch: 1) == 1_000_000_000)
    for perEpoch in [2, .max] {
      let error = #expect(throws: InputError.self) { try many.updates(perEpoch: perEpoch) }
      #expect(
        error?.description == "--epochs 1000000000: makes more than 1000000000 updates")
    }
  }

  @Test func aPlanIsMadeOfThem() throws {
    let plain = TrainingPlan(updates: 5, try LeNetLength.parse([]))
    #expect(plain.updates == 5 && plain.patience == nil && plain.timeLimit == nil)
    #expect(plain.evaluateEvery == .everyEpoch && plain.checkpointEvery == nil)
    let full = TrainingPlan(
      updates: 5,
      try LeNetLength.parse([
        "--patience", "3", "--time-limit", "1.5m", "--evaluate-every", "20", "--checkpoint-every",
        "7",
      ]))
    #expect(full.patience == 3 && full.timeLimit == 90)
    #expect(full.evaluateEvery == .updates(20) && full.checkpointEvery == 7)
  }

  @Test func helpShowsTheSystemsOwnLength() {
    let words = LeNetLength.helpMessage(columns: 1000)
    #expect(words.contains("(1 to 1000000000; default: see --iterations)"))
    #expect(words.contains("(1 to 1000000000; default: 10000)"))
    let epochs = EpochLength.helpMessage(columns: 1000)
    #expect(epochs.contains("(1 to 1000000000; default: 25)"))
  }

  @Test(arguments: [
    ("90s", 90.0), ("30m", 1800), ("2h", 7200), ("45", 45), ("0.5h", 1800), ("1e-3s", 0.001),
  ]) func times(text: String, seconds: Double) throws {
    let span = try #require(TimeSpan(argument: text))
    #expect(abs(span.seconds - seconds) < 1e-9)
    #expect(TimeSpan(argument: span.description) == span)
  }

  @Test(arguments: ["", "s", "soon", "0", "-3", "0h", "nan", "inf", "1e308h", "3d", "1 h"])
  func noTimes(text: String) { #expect(TimeSpan(argument: text) == nil) }

  @Test func lists() {
    #expect(CommaList<Int>(argument: "300,100")?.values == [300, 100])
    #expect(CommaList<Double>(argument: "1")?.values == [1])
    for text in ["", ",", "1,", "1,,2", "1, 2", "a", "1.5"] {
      #expect(CommaList<Int>(argument: text) == nil, "\(text)")
    }
  }
}
