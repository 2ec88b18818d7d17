import ArgumentParser
import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor
import ShinsoTraining
import TestSupport
import Testing

@testable import ShinsoExperiments

@Suite(.serialized) struct RunTests {
  private enum Sample: HasRecipe {
    static let recipe = Recipe(.sgd, learningRate: 0.1, batchSize: 4, length: .updates(6))
    static let about = About(
      id: "sample", field: .history, year: 1943, title: "a", data: "b c", expectation: "d")
  }

  private struct Options: ParsableArguments {
    @OptionGroup var update: UpdateOptions<Sample>
    @OptionGroup var length: LengthOptions<Sample>
    @OptionGroup var run: RunOptions
  }

  private func run(_ folder: URL, _ words: String...) throws -> Run {
    let options = try Options.parse(words + ["-o", folder.path])
    return try Run(Sample.about, OptionRecord(options), arguments: ["train", "sample"] + words)
  }

  /// A classifier of four points.
  private func train(_ run: Run, updates: Int = 6) throws -> Linear {
    run.seedInitializers()
    let model = Linear(2, 2)
    let points = TensorDataset(
      Tensor([1, 2, 3, 1, -1, -2, 0, -3] as [Float], shape: [4, 2]), labels: [0, 0, 1, 1],
      classNames: ["a", "b"])
    let loader = DataLoader(points, batchSize: 4, shuffle: .seed(run.seed))
    let updater = ClassificationUpdater(
      model, SGD(learningRate: 0.1), train: loader, test: DataLoader<TensorDataset>?.none)
    try run.train(updater, TrainingPlan(updates: updates), metadata: ["own": "x"])
    return model
  }

  private func iterations(_ folder: RunFolder) throws -> [Int] {
    try LogRecord.read(folder.log).map(\.iteration)
  }

  @Test func leavesAModelThatSaysWhatItIs() throws {
    try withFolder { folder in
      let run = try self.run(folder, "--seed", "3", "--learning-rate", "0.5")
      _ = try train(run)
      let metadata = try SafetensorsFile(run.folder.model).metadata
      #expect(metadata["system"] == "sample" && metadata["seed"] == "3" && metadata["own"] == "x")
      #expect(metadata["iterations"] == "6" && metadata["patience"] == nil)
      let config = try RunConfiguration(contentsOf: run.folder.config)
      #expect(config.system == "sample")
      #expect(config.options["iterations"] == .number("6"))
      #expect(config.options["learningRate"] == .number("0.5"))
      #expect(config.options["output"] == nil)
    }
  }

  /// Phases have folders of their own; those before the one that was stopped are not trained again.
  @Test func aRunOfSeveralPhasesGoesOn() throws {
    func phases(_ folder: URL, _ names: [String], resume: Bool = false) throws -> RunFolder {
      let run = try resume ? self.run(folder, "--resume") : self.run(folder)
      var tensors: [NamedTensor] = []
      for name in names {
        let phase = try run.phase(name)
        #expect(phase.title == "sample, \(name)")
        tensors += try train(phase).state.prefixed(name + ".")
      }
      if names.count == 3 {
        try run.finish(
          tensors, metadata: ["own": "x"], scores: Scores(samples: 4, [.accuracy: 0.75]))
      }
      return RunFolder(folder)
    }
    try withFolder { folder in
      let names = ["one", "two", "three"]
      let whole = try phases(folder.appending(path: "whole"), names)
      let parts = try phases(folder.appending(path: "parts"), Array(names.prefix(2)))
      let former = try names.prefix(2).map { name in
        try Data(contentsOf: RunFolder(parts.phases.appending(path: name)).log)
      }
      // Nothing is left of the second phase but its checkpoint.
      let second = RunFolder(parts.phases.appending(path: "two"))
      try FileManager.default.removeItem(at: second.model)
      _ = try phases(folder.appending(path: "parts"), names, resume: true)
      #expect(
        try Data(contentsOf: parts.model) == Data(contentsOf: whole.model))
      let metadata = try SafetensorsFile(whole.model).metadata
      #expect(metadata["own"] == "x" && metadata["system"] == "sample")
      #expect(metadata["scores"].flatMap { Scores(json: $0) }?[.accuracy] == 0.75)
      for (name, log) in zip(names, former) {
        let again = RunFolder(parts.phases.appending(path: name))
        #expect(try Data(contentsOf: again.log) == log, "\(name) was trained again")
      }
      for name in names {
        let phase = RunFolder(parts.phases.appending(path: name))
        #expect(try iterations(phase) == Array(1...6) && phase.hasModel)
      }
      // Started anew, nothing of it stays.
      _ = try phases(folder.appending(path: "parts"), ["four"])
      let left = try FileManager.default.contentsOfDirectory(atPath: parts.phases.path)
      #expect(left == ["four"] && !parts.hasModel)
    }
  }

  @Test func goesOnOnlyAsItBegan() throws {
    try withFolder { folder in
      _ = try train(run(folder))
      let error = #expect(throws: InputError.self) {
        try run(folder, "--resume", "--learning-rate", "0.5")
      }
      #expect(
        error?.description.hasPrefix("--learning-rate: is 0.5, but the run in ") == true)
      #expect(
        error?.problem.hasSuffix(
          " has 0.1; use the same options or start again without --resume") == true)
      // A run that was made before there was an option has its default.
      var before = try RunConfiguration(contentsOf: RunFolder(folder).config).options
      (before["accumulate"], before["clipNorm"]) = (nil, nil)
      let older = RunConfiguration(system: "sample", options: before)
      try AtomicFile.write(older.data, to: RunFolder(folder).config)
      #expect(try run(folder, "--resume").resumes)
      #expect(throws: InputError.self) { try run(folder, "--resume", "--accumulate", "2") }
      // How long it goes on and what it shows may change.
      let longer = try run(folder, "--resume", "--plot", "--patience", "3", "--time-limit", "1h")
      #expect(longer.resumes && longer.plots)
      let system = #expect(throws: InputError.self) {
        try Run(
          About(id: "other", field: .history, year: 1943, title: "a", data: "b", expectation: "c"),
          OptionRecord(Options.parse(["--resume", "-o", folder.path])), arguments: [])
      }
      #expect(system?.problem == "holds a run of sample; name another folder by -o")
    }
  }

  @Test func titlesNameTheData() throws {
    struct WithData: ParsableArguments {
      @Option(data: "Data") var data: DataName = "mnist-5k"
    }
    let run = try Run(Sample.about, OptionRecord(WithData.parse([])), arguments: [])
    #expect(run.title == "sample on mnist-5k" && run.seed == 1 && !run.resumes)
    #expect(run.folder.url.relativePath == "runs/sample")
    let own = try Run(
      Sample.about, OptionRecord(WithData.parse(["--data", "a/photos"])), arguments: [])
    #expect(own.title == "sample on photos")
  }
}
