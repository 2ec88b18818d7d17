import Foundation
import ShinsoFormats
import ShinsoTensor
import TestSupport
import Testing

/// Two hundred SIGKILLs at random moments over training, caching and fetching: nothing is lost, no
/// visible file is half-written, and what goes on ends as what was never killed.
@Suite(.long) struct KillTests {
  /// One test, so that what it prints is true of all parts: the first problem ends it.
  @Test func twoHundred() throws {
    let fetching = try killFetching()
    let caching = try killCaching(times: 40)
    let training = try killTraining(times: 200 - caching - fetching)
    let total = training + caching + fetching
    try #require(total >= 200)
    print(
      "\(total) kills: nothing lost (\(training) while training, \(caching) while caching "
        + "features, \(fetching) while fetching)")
  }

  /// Runs a command again and again, each time killed after a random part of `longest` seconds,
  /// until so many were killed; `survived` checks what a kill left, `completed` what a run that
  /// ended before, and one that nobody kills. Returns the number of kills.
  private func kill(
    _ place: Workplace, _ arguments: [String], times: Int, longest: Double, seed: UInt64,
    environment: [String: String] = [:], survived: (Workplace.Outcome) throws -> Void,
    completed: (Workplace.Outcome) throws -> Void
  ) throws -> Int {
    func check(_ outcome: Workplace.Outcome) throws {
      try #require(outcome.code == 0, "\(outcome)")
      try completed(outcome)
    }
    var generator = SplitMix64(seed: seed)
    var kills = 0
    while kills < times {
      let wait = longest * Double(generator.next() >> 11) * 0x1p-53
      let start = Date()
      let outcome = try place.run(arguments, environment: environment) {
        Date().timeIntervalSince(start) > wait ? SIGKILL : nil
      }
      if outcome.code == nil {
        kills += 1
        try survived(outcome)
      } else {
        try check(outcome)
      }
    }
    try check(place.run(arguments, environment: environment))
    return kills
  }

  /// A training to be killed: every kind that there is.
  private struct Training {
    let system: String
    let arguments: [String]
    /// What is compared with a run that nobody killed.
    let files: [String]
    /// The longest time until a kill.
    let longest: Double
  }

  private let trainings = [
    Training(
      system: "lenet",
      arguments: [
        "--data", "digits", "--batch-size", "16", "--iterations", "160", "--accumulate", "2",
        "--statistics", "--checkpoint-every", "7",
      ], files: ["model.safetensors", "best.safetensors"], longest: 0.9),
    Training(
      system: "pretrained-mlp",
      arguments: [
        "--data", "pictures", "--batch-size", "4", "--epochs", "30", "--checkpoint-every", "9",
      ],
      files: ["model.safetensors", "best.safetensors"], longest: 1.5),
    // In the middle of an epoch, with images that are varied.
    Training(
      system: "resnet20-cifar",
      arguments: [
        "--data", "pictures", "--batch-size", "4", "--epochs", "5", "--checkpoint-every", "3",
      ], files: ["model.safetensors", "best.safetensors"], longest: 2.5),
    // In the middle of an epoch, with the state of the text.
    Training(
      system: "rnnlm",
      arguments: [
        "--data", "novel.txt", "--hidden", "24", "--embedding", "16", "--batch-size", "4",
        "--steps",
        "8", "--iterations", "300", "--checkpoint-every", "7",
      ], files: ["model.safetensors", "best.safetensors"], longest: 1.2),
    // In the middle of an epoch, with batches of like lengths.
    Training(
      system: "attention",
      arguments: [
        "--data", "pairs.tsv", "--hidden", "16", "--embedding", "12", "--batch-size", "4",
        "--iterations", "250", "--checkpoint-every", "7",
      ], files: ["model.safetensors", "best.safetensors"], longest: 1.2),
    Training(
      system: "word2vec",
      arguments: [
        "--data", "novel.txt", "--tokenizer", "characters", "--dimension", "16", "--deterministic",
        "--epochs", "1500", "--checkpoint-every", "20",
      ], files: ["model.safetensors"], longest: 1.2),
    // In any of ten phases.
    Training(
      system: "dbn",
      arguments: [
        "--data", "digits", "--layers", "40,10", "--classifier-layers", "30,30", "--epochs", "6",
        "--pretrain-epochs", "4", "--classifier-epochs", "4", "--checkpoint-every", "2",
      ], files: ["model.safetensors"], longest: 1.2),
  ]

  private func killTraining(times: Int) throws -> Int {
    try Workplace.with { place in
      try place.drawDigits()
      try place.installNetwork()
      try place.drawPictures(count: 14)
      let text = String(repeating: "吾輩は猫である。名前はまだ無い。\n", count: 60)
      try place.write(Array(text.utf8), to: "novel.txt")
      let pairs = (1...23).map { number in
        (["甲 乙", "b a"].map { side in
          Array(repeating: side, count: number % 5 + 1).joined(separator: " ")
        }).joined(separator: "\t") + "\n"
      }.joined()
      try place.write(Array(pairs.utf8), to: "pairs.tsv")
      let each = (times + trainings.count - 1) / trainings.count
      return try trainings.reduce(0) { try $0 + kill(place, $1, times: each) }
    }
  }

  private func kill(_ place: Workplace, _ training: Training, times: Int) throws -> Int {
    let arguments = ["train", training.system] + training.arguments
    let (whole, parts) = ("\(training.system)-whole", "\(training.system)-parts")
    try #require(try place.run(arguments + ["-o", whole]).code == 0)
    var resumed = 0
    let kills = try kill(
      place, arguments + ["-o", parts, "--resume"], times: times, longest: training.longest, seed: 9
    ) { outcome in
      if outcome.errors.contains("resuming at iteration") { resumed += 1 }
      try requireWholeFiles(place, parts)
    } completed: { _ in
      try requireWholeFiles(place, parts)
      for name in training.files {
        try #require(
          try place.bytes("\(parts)/\(name)") == place.bytes("\(whole)/\(name)"),
          "\(training.system): \(name)")
      }
      if place.exists("\(whole)/log.jsonl") {
        try #require(try log(place, parts) == log(place, whole))
      }
      try FileManager.default.removeItem(at: place.url(parts))
    }
    try #require(
      resumed > times / 4,
      "\(training.system): only \(resumed) of \(times) went on from a checkpoint")
    return kills
  }

  /// Every file that is not hidden, which temporary ones are, can be read to its end.
  private func requireWholeFiles(_ place: Workplace, _ folder: String) throws {
    for (name, bytes) in try place.files(in: folder) {
      switch URL(filePath: name).pathExtension {
      case "safetensors": _ = try SafetensorsFile(place.url("\(folder)/\(name)")).tensors()
      case "json": _ = try JSONSerialization.jsonObject(with: bytes)
      case "jsonl":
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
          _ = try JSONSerialization.jsonObject(with: line)
        }
      default: continue
      }
    }
  }

  /// A run's log without what differs from run to run.
  private func log(_ place: Workplace, _ folder: String) throws -> String {
    try place.text("\(folder)/log.jsonl").replacing(/,"seconds":[0-9.e-]+/, with: "")
  }

  private func killCaching(times: Int) throws -> Int {
    try Workplace.with { place in
      try place.installNetwork()
      try place.drawPictures()
      let arguments = ["train", "pretrained-svm", "--data", "pictures", "--folds", "3"]
      try #require(try place.run(arguments + ["-o", "whole"]).code == 0)
      let whole = try place.bytes("whole/model.safetensors")
      let all = try place.files(in: "cache/features")
      try #require(!all.isEmpty)
      var (known, kept, completions) = (all, 0, 0)
      let kills = try kill(
        place, arguments + ["-o", "parts"], times: times, longest: 1.5, seed: 5
      ) { _ in
        // What was known before is known; if there is more, it is whole.
        if !known.isEmpty { kept += 1 }
        let found = try place.files(in: "cache/features")
        try #require(found == known || found == all)
        known = found
      } completed: { _ in
        try #require(try place.bytes("parts/model.safetensors") == whole)
        try #require(try place.files(in: "cache/features") == all)
        known = all
        completions += 1
        // Every other time from the beginning.
        if completions.isMultiple(of: 2) {
          try FileManager.default.removeItem(at: place.url("cache/features"))
          known = [:]
        }
      }
      try #require((5..<times).contains(kept), "\(kept) of \(times) kills found features there")
      return kills
    }
  }

  /// By the real pip. Without a network nothing can be fetched, and nothing is killed.
  private func killFetching() throws -> Int {
    try Workplace.with { place in
      let path = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"]
      let fetch = ["data", "get", "mnist-5k"]
      let first = try place.run(fetch, environment: path)
      guard first.code == 0 else {
        print("no kills while fetching: mnist-5k cannot be fetched here: \(first.errors)")
        return 0
      }
      let folder = "cache/data/mnist-5k"
      func contents() throws -> [String: Data] {
        try place.files(in: folder).filter { $0.key.contains("ubyte") }
      }
      let whole = try contents()
      try #require(whole.count == 4)
      try FileManager.default.removeItem(at: place.url("cache"))
      return try kill(
        place, fetch, times: 40, longest: 2, seed: 3, environment: path
      ) { _ in
        if place.exists(folder) { try #require(try contents() == whole) }
      } completed: { _ in
        try #require(try contents() == whole)
        try FileManager.default.removeItem(at: place.url("cache"))
      }
    }
  }
}
