import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoExperiments

@Suite struct RunConfigurationTests {
  private func read(_ text: String) throws -> RunConfiguration {
    try withFolder { folder in
      try RunConfiguration(contentsOf: folder.write(Data(text.utf8), to: "config.json"))
    }
  }

  @Test func missingKeysAreTheSystemsChoice() throws {
    #expect(try read(#"{"system": "lenet"}"#).options.values.isEmpty)
    let some = try read(#"{"system": "lenet", "options": {"epochs": 3, "momentum": 0.5}}"#)
    #expect(some.options.values == ["epochs": .number("3"), "momentum": .number("0.5")])
    let none = try read(#"{"system": "lenet", "options": {"epochs": null}}"#)
    #expect(none.options.values.isEmpty)
  }

  @Test func whatWasWrittenIsRead() throws {
    let lenet = try #require(Catalog.system("lenet"))
    let record = try trainRecord(
      lenet,
      [
        "--data", "/tmp/柴犬", "--epochs", "7", "--learning-rate", "0.1", "--optimizer", "lars",
        "--average", "0.99", "--balance", "--plot", "--schedule-length", "9", "--seed",
        "18446744073709551615", "--time-limit", "2h",
      ])
    let written = RunConfiguration(system: "lenet", options: record.recorded)
    let text = String(decoding: try written.data, as: UTF8.self)
    // Keys are the names of the properties.
    for line in [
      #""batchSize" : 64"#, #""data" : "/tmp/柴犬""#, #""balance" : true"#,
      #""learningRate" : 0.1"#, #""seed" : 18446744073709551615"#, #""scheduleLength" : 9"#,
    ] { #expect(text.contains(line), "\(line)") }
    let read = try read(text)
    #expect(read.options.values == record.recorded.values)
    #expect(try trainRecord(lenet, read.options.words) == record)
  }

  /// Each with what the one line says.
  @Test(arguments: [
    ("", "it is not a JSON object"), ("[]", "it is not a JSON object"),
    ("null", "it is not a JSON object"), ("{", "it is not a JSON object"),
    (String(repeating: "[", count: 100_000), "it is not a JSON object"),
    ("{}", "system: is missing"), (#"{"system": 3}"#, "system: cannot have this value"),
    (#"{"system": "lenet", "option": {}}"#, "option: there is no such key"),
    (#"{"system": "lenet", "options": []}"#, "options: cannot have this value"),
    (#"{"system": "lenet", "options": {"costs": [[1], 10]}}"#, "options.costs"),
    (#"{"system": "lenet", "options": {"costs": []}}"#, "options.costs: cannot have this value"),
    (#"{"system": "lenet", "options": {"seed": {}}}"#, "options.seed: cannot have this value"),
    (#"{"system": "lenet", "options": {"learningRate": 1e999}}"#, "learningRate"),
  ]) func whatIsNoConfiguration(text: String, problem: String) {
    let error = #expect(throws: InputError.self) { try read(text) }
    #expect(error?.description.contains("config.json: is not a run's config.json: ") == true)
    #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
  }

  /// Options that the parser refuses, with what it says.
  @Test(arguments: [
    ("lenet", #"{"costs": [1, 10]}"#, "Unknown option '--costs'"),
    ("lenet", #"{"folds": 3}"#, "Unknown option '--folds'"),
    ("lenet", #"{"unit": "relu"}"#, "Unknown option '--unit'"),
    ("lenet", #"{"batchSize": 0}"#, "The value '0' is invalid for '--batch-size <batch-size>': "),
    ("lenet", #"{"batchSize": 1.5}"#, "The value '1.5' is invalid for '--batch-size"),
    ("lenet", #"{"batchSize": 1e30}"#, "invalid for '--batch-size"),
    ("lenet", #"{"epochs": -1}"#, "'--epochs <epochs>': must be 1 to 1000000000"),
    ("lenet", #"{"accumulate": 0}"#, "'--accumulate <accumulate>': must be 1 to 1000000000"),
    ("lenet", #"{"iterations": 0}"#, "'--iterations <iterations>': must be 1 to 1000000000"),
    ("lenet", #"{"epochs": 2, "iterations": 3}"#, "give either --epochs or --iterations"),
    ("lenet", #"{"patience": 0}"#, "'--patience <patience>': must be 1 to 1000000000"),
    ("lenet", #"{"seed": -1}"#, "'--seed <seed>': must be 0 to 18446744073709551615"),
    ("lenet", #"{"learningRate": 0}"#, "'--learning-rate <learning-rate>': must be positive"),
    ("lenet", #"{"clipNorm": -2}"#, "'--clip-norm <clip-norm>': must be positive"),
    ("lenet", #"{"timeLimit": 0}"#, "'--time-limit <time-limit>': must be as 90s, 30m or 2h"),
    ("lenet", #"{"scheduleLength": 0}"#, "--schedule-length 0: must be 1 to 1000000000"),
    ("lenet", #"{"schedule": "up"}"#, "must be constant, inverse, exponential, step"),
    ("lenet", #"{"data": ""}"#, "The value '' is invalid for '--data <data>'"),
    ("lenet", #"{"data": "a\u0000b"}"#, "is invalid for '--data <data>'"),
    ("lenet", #"{"balance": 3}"#, "--balance"),
    ("pretrained-svm", #"{"cost": ""}"#, "'--cost <cost>': must be positive, separated by commas"),
    ("pretrained-svm", #"{"cost": "1.0,0"}"#, "'--cost <cost>': must be positive"),
    ("pretrained-svm", #"{"cost": "1,a"}"#, "'--cost <cost>': must be positive"),
    ("pretrained-svm", #"{"folds": 1}"#, "'--folds <folds>': must be 2 to 1000000000"),
    ("pretrained-svm", #"{"kernel": "k"}"#, "'--kernel <kernel>'"),
    ("pretrained-svm", #"{"gamma": 1}"#, "--gamma 1.0: belongs to --kernel rbf"),
    (
      "mlp", #"{"hidden": "300,0"}"#, "'--hidden <hidden>': must be 1 to 65536, separated by commas"
    ),
  ]) func optionsThatMakeNoSense(id: String, options: String, problem: String) throws {
    let configuration = try read(#"{"system": "\#(id)", "options": \#(options)}"#)
    let system = try #require(Catalog.system(configuration.system))
    let message = trainProblem(system, configuration.options.words)
    #expect(message.contains(problem), "\(message)")
  }

  @Test func whatNamesTheSameData() {
    let here = URL(filePath: FileManager.default.currentDirectoryPath).appending(path: "digits")
    #expect(DataName("some/../digits/").recordedText == here.path)
    #expect(DataName("digits").isSame(as: DataName(here.path)))
    #expect(!DataName("digits").isSame(as: "digits2"))
    #expect(DataName("mnist").isSame(as: "mnist") && !DataName("mnist").isSame(as: "mnist-5k"))
    #expect(DataName("mnist").recordedText == "mnist" && DataName("a/mnist").title == "mnist")
  }
}
