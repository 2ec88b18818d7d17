import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTraining
import TestSupport
import Testing

@Suite(.serialized) struct SpeechCommandTests {
  private let options = [
    "--data", "made", "--passes", "8", "--monophone-gaussians", "40", "--tied-states", "24",
    "--gaussians", "60", "--discriminative-passes", "2", "--competitors", "5", "--layers", "2",
    "--units", "64", "--batch-size", "64",
  ]

  private func make(_ place: Workplace) throws {
    var speech = MadeSpeech(seed: 3)
    try speech.write(to: place.url("made"))
  }

  @Test func trainsScoresAndTranscribes() throws {
    try Workplace.with { place in
      try make(place)
      let trained = try place.run(["train", "dnn-hmm", "--epochs", "8"] + options)
      #expect(trained.code == 0, "\(trained)")
      #expect(trained.output.contains("CD-DNN-HMM"), "\(trained)")
      let report = try place.run("evaluate", "dnn-hmm", "--json").json()
      let metrics = try #require(report["metrics"] as? [String: Double])
      for name in ["gmmWordErrorRate", "bmmiWordErrorRate", "wordErrorRate"] {
        #expect(try #require(metrics[name]) < 0.2, "\(metrics)")
      }
      for name in ["gmmRealTimeFactor", "realTimeFactor"] {
        #expect(try #require(metrics[name]) > 0, "\(metrics)")
      }
      let sample = "made/feat/test/speaker1/test1.mfc"
      let said = try place.run("predict", "dnn-hmm", "--sample", sample, "--json").json()
      let first = try #require((said["predictions"] as? [[String: Any]])?.first)
      let words = try #require(first["words"] as? [[String: Any]])
      #expect(
        first["text"] as? String
          == words.compactMap { $0["text"] as? String }.joined(separator: " "))
      #expect(!words.isEmpty)
      var last = 0.0
      for word in words {
        let (start, end) = (word["start"] as? Double ?? -1, word["end"] as? Double ?? -1)
        #expect(start >= last && end > start, "\(words)")
        last = end
        #expect((0...1.0001).contains(word["confidence"] as? Double ?? -1))
      }
      try draws(place, sample)
      try rescores(place, sample)
      try place.write("RIFF".utf8, to: "a.wav")
      expectError(
        try place.run("predict", "dnn-hmm", "--sample", "a.wav"), 1,
        "was trained on feature files")
      // What a model says of its frames may be anything.
      let model = try SafetensorsFile(place.url("runs/dnn-hmm/model.safetensors"))
      let recognizer = try #require(model.metadata["recognizer"])
      for other in [#""features":{"width":7}"#, #""sound":{"sampleRate":0}"#] {
        let damaged = recognizer.replacing(#/"features":{"width":\d+}/#, with: other)
        #expect(damaged != recognizer)
        try SafetensorsFile.write(
          model.tensors(), metadata: model.metadata.merging(["recognizer": damaged]) { $1 },
          to: place.url("damaged.safetensors"))
        expectError(
          try place.run(
            "predict", "dnn-hmm", "--model", "damaged.safetensors", "--sample", sample), 1,
          "is damaged")
      }
    }
  }

  private func draws(_ place: Workplace, _ sample: String) throws {
    if Plot.isAvailable {
      let path = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]
      let words = ["visualize", "dnn-hmm", "--sample", sample]
      let drawn = try place.run(words + ["-o", "speech.png"], environment: path)
      #expect(drawn.code == 0 && drawn.output.contains(" s  "), "\(drawn)")
      let picture = try Image(contentsOf: place.url("speech.png"))
      #expect(picture.width > 640 && picture.height > 300)
      expectError(
        try place.run(words + ["--text", "nonsense"], environment: path), 1,
        "does not know the word")
    }
  }

  private func rescores(_ place: Workplace, _ sample: String) throws {
    let trained = try place.run(
      "train", "rescoring", "--hidden", "16", "--epochs", "2", "--hypotheses", "10")
    #expect(trained.code == 0 && trained.output.contains("best of 10"), "\(trained)")
    let report = try place.run("evaluate", "rescoring", "--json").json()
    let metrics = try #require(report["metrics"] as? [String: Double])
    let rates = try ["oracleWordErrorRate", "wordErrorRate", "firstWordErrorRate"].map {
      try #require(metrics[$0])
    }
    #expect(rates[0] <= rates[1] && rates[0] <= rates[2] && rates[2] < 0.2, "\(metrics)")
    let said = try place.run("predict", "rescoring", "--sample", sample, "--json").json()
    let first = try #require((said["predictions"] as? [[String: Any]])?.first)
    #expect(!(try #require(first["words"] as? [[String: Any]])).isEmpty)
    let missing = try place.run("train", "rescoring", "--speech", "nowhere", "-o", "other")
    expectError(missing, 1, "--speech")
  }

  /// In stages of every kind.
  @Test func resumesWhereItWasKilled() throws {
    try Workplace.with { place in
      try make(place)
      let arguments =
        ["train", "dnn-hmm"] + options
        + ["--checkpoint-every", "2", "--iterations", "60"]
      #expect(try place.run(arguments + ["-o", "whole"]).code == 0)
      for phase in ["triphones", "bmmi", "network", "realigned1", "sequences"] {
        let checkpoint = place.url("parts/phases/\(phase)/checkpoint/state.safetensors").path
        _ = try place.run(arguments + ["-o", "parts", "--resume"]) {
          FileManager.default.fileExists(atPath: checkpoint) ? SIGKILL : nil
        }
      }
      let last = try place.run(arguments + ["-o", "parts", "--resume"])
      #expect(last.code == 0, "\(last)")
      #expect(
        try place.bytes("parts/model.safetensors") == place.bytes("whole/model.safetensors"))
      #expect(
        try place.bytes("parts/checkpoint/results.json")
          == place.bytes("whole/checkpoint/results.json"))
      expectError(
        try place.run(["train", "dnn-hmm", "--leave-out", "ann", "-o", "other"] + options), 1,
        "is for recordings of single digits")
    }
  }
}
