import Foundation
import ShinsoFormats
import ShinsoTensor
import TestSupport
import Testing

/// Whether Open MPI can start processes here; where it cannot, the tests of ranks are skipped and say so.
private enum MPIRun {
  static let path: String? = [
    "/usr/bin/mpirun", "/usr/local/bin/mpirun", "/opt/homebrew/bin/mpirun",
  ]
  .first(where: FileManager.default.isExecutableFile)

  static let isMissing: Comment = "mpirun is not installed (openmpi-bin)"

  /// More ranks than cores are no matter here.
  static func launcher(_ ranks: Int) -> [String] {
    [path ?? "", "--allow-run-as-root", "--oversubscribe", "-n", "\(ranks)"]
  }
}

extension Workplace {
  fileprivate func run(
    ranks: Int, _ arguments: [String], during: () -> Int32? = { nil }
  ) throws -> Outcome {
    try run(
      arguments, launcher: MPIRun.launcher(ranks),
      // Open MPI keeps its sockets in a folder whose path must be short.
      environment: ["PATH": "/usr/bin:/bin", "TMPDIR": "/tmp"], during: during)
  }

  /// The losses of the updates in a run's log.
  fileprivate func losses(_ run: String) throws -> [Double] {
    try text("\(run)/log.jsonl").split(separator: "\n").compactMap { line in
      let fields = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return fields?["split"] as? String == "train" ? fields?["loss"] as? Double : nil
    }
  }

  fileprivate func iterations(_ run: String) -> Int {
    ((try? text("\(run)/log.jsonl")) ?? "").split(separator: "\n").count
  }

  /// The process of a rank whose files are in this folder.
  fileprivate func process(ofRank rank: Int) -> pid_t? {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
      guard let number = pid_t(name),
        let environment = FileManager.default.contents(atPath: "/proc/\(name)/environ")
      else { continue }
      let words = environment.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      let place = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(name)/cwd"))
      if words.contains("OMPI_COMM_WORLD_RANK=\(rank)"),
        place == folder.resolvingSymlinksInPath().path
      {
        return number
      }
    }
    return nil
  }
}

/// Several processes that train together.
@Suite(.serialized, .enabled(if: MPIRun.path != nil, MPIRun.isMissing)) struct RanksCommandTests {
  private let lenet = [
    "train", "lenet", "--data", "digits", "--batch-size", "16", "--seed", "3",
  ]

  @Test func threeRanksGiveTheSameBitsTwice() throws {
    try Workplace.with { place in
      try place.drawDigits()
      for name in ["a", "b"] {
        let trained = try place.run(ranks: 3, lenet + ["--iterations", "30", "-o", name])
        #expect(trained.code == 0, "\(trained)")
        // One of them prints, and has the run's folder.
        #expect(trained.output.split(separator: "\n").count { $0.hasPrefix("test acc") } == 1)
        #expect(trained.errors.contains("3 ranks on 1 host"), "\(trained)")
      }
      #expect(try place.bytes("a/model.safetensors") == place.bytes("b/model.safetensors"))
      let alone = try place.run(lenet + ["--iterations", "30", "-o", "alone"])
      #expect(alone.code == 0, "\(alone)")
      #expect(try place.bytes("a/model.safetensors") != place.bytes("alone/model.safetensors"))
    }
  }

  @Test(arguments: ["ordered", "fast"]) func ranksThatDivideABatchLearnAsOne(way: String) throws {
    try Workplace.with { place in
      try place.drawDigits()
      let options = ["--iterations", "40"]
      try place.run(lenet + options + ["-o", "one"])
      let trained = try place.run(
        ranks: 2, lenet + options + ["--global-batch", "--reduction", way, "-o", "two"])
      #expect(trained.code == 0, "\(trained)")
      try expectSameLosses(place, "one", "two", count: 40)
      let refused = try place.run(
        ranks: 3, lenet + options + ["--global-batch", "-o", "three"])
      #expect(refused.code == 1)
      #expect(
        refused.errors.contains("error: --global-batch: 3 ranks cannot share 16 samples equally"),
        "\(refused)")
    }
  }

  /// A text is read on and on by each rank, and rows of its embedding travel by themselves.
  @Test func aTextIsDivided() throws {
    try Workplace.with { place in
      try place.write(
        Array(String(repeating: "吾輩は猫である。名前はまだ無い。\n", count: 80).utf8), to: "novel.txt")
      let train = [
        "train", "rnnlm", "--data", "novel.txt", "--hidden", "24", "--embedding", "16",
        "--batch-size", "4", "--steps", "10", "--dropout", "0", "--iterations", "60",
      ]
      try place.run(train + ["-o", "one"])
      let trained = try place.run(ranks: 2, train + ["--global-batch", "-o", "two"])
      #expect(trained.code == 0, "\(trained)")
      try expectSameLosses(place, "one", "two", count: 60)
    }
  }

  private func expectSameLosses(
    _ place: Workplace, _ one: String, _ other: String, count: Int
  ) throws {
    let (a, b) = (try place.losses(one), try place.losses(other))
    #expect(a.count == count && b.count == count, "\(a.count) and \(b.count)")
    for (index, (x, y)) in zip(a, b).enumerated() {
      #expect(abs(x - y) < 2e-3 * max(x, 1), "update \(index + 1): \(x) and \(y)")
    }
  }

  /// Batch norm and the state of a text are each rank's own, and come back.
  @Test(arguments: ["resnet20-cifar", "rnnlm"])
  func whatIsInterruptedGoesOn(system: String) throws {
    try Workplace.with { place in
      var train = ["train", system, "--batch-size", "4", "--checkpoint-every", "3"]
      if system == "rnnlm" {
        try place.write(
          Array(String(repeating: "吾輩は猫である。名前はまだ無い。\n", count: 200).utf8), to: "novel.txt")
        train += [
          "--data", "novel.txt", "--hidden", "24", "--embedding", "16", "--steps", "8",
          "--iterations", "200",
        ]
      } else {
        try place.drawPictures()
        train += ["--data", "pictures", "--iterations", "40"]
      }
      let whole = try place.run(ranks: 2, train + ["-o", "whole"])
      #expect(whole.code == 0, "\(whole)")
      // One of them gets the signal, and all stop.
      var isSent = false
      let stopped = try place.run(ranks: 2, train + ["-o", "parts"]) {
        if !isSent, place.exists("parts/checkpoint/state.safetensors"),
          let process = place.process(ofRank: 1)
        {
          isSent = kill(process, SIGTERM) == 0
        }
        return nil
      }
      #expect(stopped.code != 0, "\(stopped)")
      #expect(place.iterations("parts") < place.iterations("whole"))
      let resumed = try place.run(ranks: 2, train + ["-o", "parts", "--resume"])
      #expect(resumed.code == 0, "\(resumed)")
      #expect(resumed.errors.contains("resuming at iteration"), "\(resumed)")
      #expect(
        try place.bytes("whole/model.safetensors") == place.bytes("parts/model.safetensors"))
    }
  }

  @Test(arguments: [0, 1]) func aKilledRankEndsTheRunAndAnotherNumberGoesOn(rank: Int) throws {
    try Workplace.with { place in
      try place.drawDigits()
      let train =
        lenet + [
          "--iterations", "2000", "--checkpoint-every", "5", "-o", "run",
        ]
      var killed: Date?
      let ended = try place.run(ranks: 2, train) {
        if killed == nil, place.exists("run/checkpoint/state.safetensors"),
          let process = place.process(ofRank: rank)
        {
          killed = Date()
          kill(process, SIGKILL)
        }
        return nil
      }
      let time = try #require(killed)
      #expect(ended.code != 0 && Date().timeIntervalSince(time) < 10, "\(ended)")
      #expect(ended.errors.contains("signal 9"), "\(ended)")
      #expect(place.process(ofRank: 0) == nil && place.process(ofRank: 1) == nil)
      let short = train.map { $0 == "2000" ? "60" : $0 }
      let resumed = try place.run(ranks: 3, short + ["--resume"])
      if resumed.code == 1, resumed.errors.contains("more than the 60 asked for") { return }
      #expect(resumed.code == 0, "\(resumed)")
      #expect(resumed.errors.contains("2 ranks made the checkpoint, 3 ranks go on"), "\(resumed)")
      #expect(try place.run(train + ["--resume", "--time-limit", "1s"]).code == 0)
    }
  }

  @Test func ranksThatWaitForNobodyLearnToo() throws {
    try Workplace.with { place in
      try place.drawDigits()
      let train = lenet + ["--reduction", "asynchronous", "--epochs", "8", "-o", "run"]
      let trained = try place.run(ranks: 3, train)
      #expect(trained.code == 0, "\(trained)")
      let report = try place.run("evaluate", "lenet", "--model", "run", "--json").json()
      let metrics = try #require(report["metrics"] as? [String: Double])
      #expect(try #require(metrics["accuracy"]) > 0.8, "\(metrics)")
      // Updates are counted over all ranks.
      let model = try SafetensorsFile(place.url("run/model.safetensors"))
      #expect(model.metadata["iterations"] == "160", "\(model.metadata)")
      let refused = try place.run(ranks: 2, train + ["--global-batch"])
      #expect(refused.code == 2 && refused.errors.contains("have no batch in common"), "\(refused)")
    }
  }

  /// What is not learned from gradients is the first rank's, and what follows from it is shared.
  @Test func phasesOfAllKinds() throws {
    try Workplace.with { place in
      var speech = MadeSpeech(seed: 3)
      try speech.write(to: place.url("made"))
      let train = [
        "train", "dnn-hmm", "--data", "made", "--passes", "8", "--monophone-gaussians", "40",
        "--tied-states", "24", "--gaussians", "60", "--discriminative-passes", "2",
        "--competitors", "5", "--layers", "2", "--units", "64", "--batch-size", "64", "--epochs",
        "8", "--global-batch",
      ]
      let trained = try place.run(ranks: 2, train)
      #expect(trained.code == 0, "\(trained)")
      let metrics = try #require(
        try place.run("evaluate", "dnn-hmm", "--json").json()["metrics"] as? [String: Double])
      #expect(try #require(metrics["wordErrorRate"]) < 0.2, "\(metrics)")
    }
  }

  @Test func whatDoesNotTrainIsRefused() throws {
    try Workplace.with { place in
      let refused = try place.run(ranks: 2, ["list"])
      #expect(refused.code == 2)
      #expect(refused.errors.contains("error: mpirun: starts several processes"), "\(refused)")
      // Once, not by each of them.
      #expect(refused.errors.split(separator: "\n").count { $0.contains("error: ") } == 1)
    }
  }
}
