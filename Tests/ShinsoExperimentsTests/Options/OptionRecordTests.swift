import ArgumentParser
import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoExperiments

@Suite struct OptionRecordTests {
  enum Color: String, CaseIterable, ExpressibleByArgument, Sendable {
    case red
    case deepBlue = "deep-blue"
  }

  /// An option of every kind.
  struct Sample: ParsableArguments {
    @Option(data: "Data") var data: DataName = "mnist"
    @Option("A whole number.", in: 1...100) var window = 5
    @Option("A number.", in: .positive, default: "none") var learningRate: Double?
    @Option("A name.") var color = Color.red
    @Option("Another.", default: "none") var otherColor: Color?
    @Option("A list.", in: .each(.positive)) var cost: CommaList<Double> = [1]
    @Option("A time.", in: .time, default: "never") var timeLimit: TimeSpan?
    @Option("A large number.", in: .range(0...UInt64.max)) var seed: UInt64 = 1
    @Flag("A switch.") var balance = false
    @Flag(inversion: .prefixedNo) var shuffle = true
    @Flag(inversion: .prefixedNo) var flip: Bool?
    @Option var weights: [Double] = [1]
    @Option(parsing: .upToNextOption) var names: [String] = []
    @OptionGroup var group: Group
  }

  struct Group: ParsableArguments, OptionTraits {
    @Option("A text.", default: "none") var note: String?
    @Option("Of one call.", in: .count) var once = 3
    @Option("What the system chooses itself.", in: .count, default: "7") var chosen: Int?

    static let unrecorded: Set = ["once"]
    static let changeable: Set = ["note"]
    static var displaced: [String: [String]] { ["color": ["window", "note"]] }

    func settled() -> Group {
      var settled = self
      settled.chosen = chosen ?? 7
      return settled
    }
  }

  private let file = URL(filePath: "/runs/config.json")

  private func record(_ words: String...) throws -> OptionRecord {
    OptionRecord(try Sample.parse(words))
  }

  @Test func readsTheDeclarations() throws {
    let plain = try record()
    #expect(
      plain.values == [
        "data": .text("mnist"), "window": .number("5"), "color": .text("red"),
        "cost": .text("1.0"), "seed": .number("1"), "once": .number("3"), "chosen": .number("7"),
        "shuffle": .flag(true), "weights": .list([.number("1")]),
      ])
    #expect(plain.unrecorded == ["once"] && plain.changeable == ["note"])
    #expect(plain.recorded.values.keys.contains("once") == false)
    let full = try record(
      "--data", "some/../digits/", "--learning-rate=1e-05", "--color", "deep-blue",
      "--other-color", "red", "--cost", "1,2.5", "--time-limit", "2h", "--balance", "--note", "a b")
    let here = URL(filePath: FileManager.default.currentDirectoryPath).appending(path: "digits")
    #expect(full["data"] == .text(here.path), "a path means the same from anywhere")
    #expect(full["learningRate"] == .number("1e-05"))
    #expect(full["color"] == .text("deep-blue") && full["otherColor"] == .text("red"))
    #expect(full["cost"] == .text("1.0,2.5") && full["timeLimit"] == .text("7200.0s"))
    #expect(full["balance"] == .flag(true) && full["note"] == .text("a b"))
  }

  @Test func becomesWords() throws {
    #expect(
      try record("--balance", "--window", "9").words == [
        "--balance", "--chosen=7", "--color=red", "--cost=1.0", "--data=mnist", "--once=3",
        "--seed=1", "--shuffle", "--weights=1", "--window=9",
      ])
  }

  /// What is read of the words, or of the file, is what was written.
  @Test(arguments: [
    [], ["--balance"], ["--learning-rate", "0.1"], ["--learning-rate", "1e-300"],
    ["--learning-rate", "5e-324"], ["--learning-rate", "123456789012345680"],
    ["--seed", "18446744073709551615"], ["--seed", "0"], ["--cost", "0.1,1e9,3"],
    ["--time-limit", "90"], ["--time-limit", "1.5m"], ["--data", "/tmp/柴犬 1"],
    ["--note", "-x"], ["--note", "--balance"], ["--note", "a=b, \"c\""], ["--note", "7"],
    ["--note", "true"], ["--note", "柴犬\n"], ["--note", ""], ["--learning-rate", "2"],
    ["--learning-rate", "1e17"], ["--learning-rate", "1e300"], ["--other-color", "deep-blue"],
    ["--chosen", "1000000000", "--once", "1"], ["--no-shuffle"], ["--flip"], ["--no-flip"],
    ["--weights", "2", "--weights", "0.5"], ["--names", "a", "柴犬 1", "7", "--balance"],
  ]) func wordsAndFilesSayTheSame(words: [String]) throws {
    // The parser takes a value that looks like an option behind an equals sign alone.
    let joined =
      words.count == 2 && words[1].hasPrefix("-") ? [words.joined(separator: "=")] : words
    let record = OptionRecord(try Sample.parse(joined))
    #expect(OptionRecord(try Sample.parse(record.words)) == record)
    let data = try JSONEncoder().encode(record)
    let read = try JSONDecoder().decode(OptionRecord.self, from: data)
    let again = OptionRecord(try Sample.parse(read.words))
    #expect(again == record, "\(String(decoding: data, as: UTF8.self))")
    #expect(try OptionRecord(Sample.parse([])).reading(read, from: file) == record)
  }

  @Test func numbersAreNumbersInAFile() throws {
    let data = try JSONEncoder().encode(
      record("--learning-rate", "0.1", "--seed", "18446744073709551615", "--balance"))
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(object["window"] as? Int == 5 && object["learningRate"] as? Double == 0.1)
    #expect(object["seed"] as? UInt64 == .max && object["balance"] as? Bool == true)
    #expect(object["color"] as? String == "red" && object["data"] as? String == "mnist")
    #expect(object["note"] == nil && object["timeLimit"] == nil)
  }

  @Test func nothingIsTheSystemsChoice() throws {
    let read = try decoded(#"{"window": null, "balance": false, "note": "x"}"#)
    #expect(try record().holding(read).values == ["note": .text("x")])
  }

  private func decoded(_ text: String) throws -> OptionRecord {
    try JSONDecoder().decode(OptionRecord.self, from: Data(text.utf8))
  }

  /// A file that does not know an option, which is newer than the file, means its default.
  @Test func whatAFileDoesNotNameHasItsDefault() throws {
    let full = try record("--window", "9", "--no-flip")
    for name in full.values.keys {
      var old = full
      old[name] = nil
      let read = try record("--seed", "3").reading(old, from: file)
      #expect(read[name] == (try record()[name]), "\(name)")
      #expect(name == "window" || read["window"] == .number("9"))
    }
  }

  @Test(arguments: [
    (#"{"bogus": 3}"#, "Unknown option '--bogus'"),
    (#"{"bogus": false}"#, "Unknown option '--no-bogus'"),
    (#"{"window": 0}"#, "must be 1 to 100"),
    (#"{"window": [1, 2]}"#, "window takes a single value"),
    (#"{"weights": [1, "x"]}"#, "The value 'x' is invalid for '--weights"),
  ]) func whatAFileCannotSay(text: String, problem: String) throws {
    let error = #expect(throws: InputError.self) {
      try record().reading(decoded(text), from: file)
    }
    #expect(error?.description.hasPrefix("/runs/config.json: is not a run's config.json: ") == true)
    #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
  }

  // MARK: New words on top of a record

  private func kept(_ old: [String], _ new: [String]) throws -> [String: OptionRecord.Value] {
    let typed = OptionRecord(try Sample.parse(new))
    return OptionRecord(try Sample.parse(old)).overridden(by: new, with: typed).values
  }

  @Test func newWordsTakeThePlaceOfRecordedOnes() throws {
    let old = ["--window", "9", "--note", "x", "--learning-rate", "0.5"]
    for new in [["--learning-rate", "0.1"], ["--learning-rate=0.1"]] {
      let kept = try kept(old, new)
      #expect(kept["learningRate"] == nil && kept["window"] == .number("9"))
    }
    // Another color makes the window and the note void, the same one does not.
    let other = try kept(old, ["--color", "deep-blue"])
    #expect(other["color"] == nil && other["window"] == nil && other["note"] == nil)
    #expect(other["learningRate"] == .number("0.5"))
    let same = try kept(old, ["--color", "red"])
    #expect(same["window"] == .number("9") && same["note"] == .text("x"))
    // A switch is the same option either way, and a new list takes the place of the whole old one.
    #expect(try kept(["--no-shuffle"], ["--shuffle"])["shuffle"] == nil)
    #expect(try kept(["--shuffle"], ["--no-shuffle"])["shuffle"] == nil)
    #expect(try kept(["--weights", "2"], ["--weights", "3"])["weights"] == nil)
    #expect(try kept(old, []).count == OptionRecord(try Sample.parse(old)).values.count)
  }

  @Test func namesOfOptions() {
    #expect(OptionRecord.optionName("seed") == "seed")
    #expect(OptionRecord.optionName("checkpointEvery") == "checkpoint-every")
  }
}
