import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoExperiments

@Suite struct RequestTests {
  private func read(_ text: String) throws -> RunConfiguration {
    try withFolder { folder in
      let file = folder.appending(path: "config.json")
      try Data(text.utf8).write(to: file)
      return try RunConfiguration(contentsOf: file)
    }
  }

  @Test func missingKeysAreTheSystemsChoice() throws {
    #expect(try read(#"{"system": "lenet"}"#).options == Request())
    let some = try read(#"{"system": "lenet", "options": {"epochs": 3, "momentum": 0.5}}"#)
    #expect(some.options.given == [.epochs, .momentum])
    #expect(try read(#"{"system": "lenet", "options": {"epochs": null}}"#).options.epochs == nil)
  }

  @Test func whatWasWrittenIsRead() throws {
    var request = Request()
    (request.data, request.epochs, request.learningRate) = ("/tmp/柴犬", 7, 0.1)
    (request.optimizer, request.average, request.balance) = ("lars", 0.99, true)
    (request.plots, request.scheduleLength, request.seed) = (true, 9, .max)
    let written = RunConfiguration(system: "lenet", options: request)
    #expect(try read(String(decoding: written.data, as: UTF8.self)) == written)
  }

  /// Each with what the one line says.
  @Test(arguments: [
    ("", "it is not a JSON object"), ("[]", "it is not a JSON object"),
    ("null", "it is not a JSON object"), ("{", "it is not a JSON object"),
    (String(repeating: "[", count: 100_000), "it is not a JSON object"),
    ("{}", "system: is missing"), (#"{"system": 3}"#, "system: cannot have this value"),
    (#"{"system": "letnet"}"#, "letnet: is no system"),
    (#"{"system": "lenet", "option": {}}"#, "option: there is no such key"),
    (#"{"system": "lenet", "options": []}"#, "options: cannot have this value"),
    (#"{"system": "lenet", "options": {"batchsize": 3}}"#, "options.batchsize: there is no such"),
    (#"{"system": "lenet", "options": {"folds": 3}}"#, "options.folds: `train lenet` has no such"),
    (#"{"system": "lenet", "options": {"batchSize": 0}}"#, "options.batchSize 0: must be from 1"),
    (#"{"system": "lenet", "options": {"batchSize": 1.5}}"#, "options.batchSize: cannot have"),
    (#"{"system": "lenet", "options": {"batchSize": 1e30}}"#, "options.batchSize: cannot have"),
    (#"{"system": "lenet", "options": {"epochs": -1}}"#, "options.epochs -1: must be at least 1"),
    (#"{"system": "lenet", "options": {"accumulate": 0}}"#, "options.accumulate 0: must be at"),
    (#"{"system": "lenet", "options": {"iterations": 0}}"#, "options.iterations 0: must be"),
    (#"{"system": "lenet", "options": {"patience": 0}}"#, "options.patience 0: must be"),
    (#"{"system": "lenet", "options": {"seed": -1}}"#, "options.seed: cannot have this value"),
    (#"{"system": "lenet", "options": {"learningRate": 0}}"#, "options.learningRate 0.0: must"),
    (#"{"system": "lenet", "options": {"learningRate": 1e999}}"#, "learningRate"),
    (#"{"system": "lenet", "options": {"clipNorm": -2}}"#, "options.clipNorm -2.0: must be"),
    (#"{"system": "lenet", "options": {"timeLimit": 0}}"#, "options.timeLimit 0.0: must be"),
    (#"{"system": "lenet", "options": {"scheduleLength": 0}}"#, "options.scheduleLength: cannot"),
    (#"{"system": "lenet", "options": {"schedule": "up"}}"#, "options.schedule up: must be"),
    (#"{"system": "lenet", "options": {"data": ""}}"#, "options.data: must be a name"),
    (#"{"system": "lenet", "options": {"data": "a\u0000b"}}"#, "options.data: must be a name"),
    (#"{"system": "pretrained-svm", "options": {"costs": []}}"#, "options.costs : must be"),
    (#"{"system": "pretrained-svm", "options": {"costs": [1, 0]}}"#, "options.costs 1.0,0.0"),
    (#"{"system": "pretrained-svm", "options": {"costs": [1, "a"]}}"#, "options.costs"),
    (#"{"system": "pretrained-svm", "options": {"folds": 1}}"#, "options.folds 1: must be"),
    (#"{"system": "pretrained-svm", "options": {"kernel": "k"}}"#, "options.kernel k: must be"),
    (#"{"system": "pretrained-svm", "options": {"gamma": 1}}"#, "options.gamma 1.0: belongs to"),
  ]) func whatMakesNoSense(text: String, problem: String) {
    let error = #expect(throws: InputError.self) { try read(text) }
    #expect(error?.description.contains("config.json: is no config.json of a run: ") == true)
    #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
  }

  @Test func everyOptionHasAKeyOfItsOwn() {
    let keys = SystemOption.allCases.map(\.key)
    #expect(Set(keys).count == keys.count)
    #expect(SystemOption.learningRate.key == "learningRate")
    #expect(SystemOption.cost.key == "costs")
    // What a system may be trained with, save what belongs to one call, a file can say.
    let once: Set<SystemOption> = [.resume, .output, .checkpointEvery, .profile, .model]
    for option in SystemOption.training.subtracting(once) {
      #expect(throws: InputError.self, "\(option)") {
        try read(#"{"system": "lenet", "options": {"\#(option.key)": "nonsense\u0000"}}"#)
      }
    }
  }

  @Test func whatIsSettled() throws {
    let plain = try Request().settled(LeNetExperiment.recipe, data: "mnist-5k")
    #expect(plain.optimizer == "sgd" && plain.momentum == 0.9 && plain.weightDecay == 5e-4)
    #expect(plain.learningRate == 0.01 && plain.schedule == "inverse" && plain.seed == 1)
    #expect(plain.data == "mnist-5k" && plain.batchSize == 64 && plain.accumulate == 1)
    var request = Request()
    request.optimizer = "adamw"
    request.data = "some/../digits/"
    let other = try request.settled(LeNetExperiment.recipe, data: "mnist-5k")
    #expect(other.learningRate == 1e-3 && other.momentum == nil && other.weightDecay == 0.01)
    let here = URL(filePath: FileManager.default.currentDirectoryPath).appending(path: "digits")
    #expect(other.data == here.path)
    #expect(DataName.isSame("digits", here.path) && !DataName.isSame("digits", "digits2"))
    #expect(DataName.isSame("mnist", "mnist") && !DataName.isSame("mnist", "mnist-5k"))
    request.momentum = 0.5
    #expect(throws: OptionError.self) {
      try request.settled(LeNetExperiment.recipe, data: "mnist-5k")
    }
  }
}
