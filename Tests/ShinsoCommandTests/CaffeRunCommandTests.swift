import Foundation
import ShinsoFormats
import ShinsoTensor
import TestSupport
import Testing

/// What `shinso train caffe` leaves is used like any network's run.
@Suite struct CaffeRunCommandTests {
  private let verbs: [[String]] = [
    ["predict", "--sample", "digit.png", "--top", "3", "--csv"], ["evaluate", "--json"],
    ["summary"], ["features", "--data", "images", "-o", "f.npz"],
  ]

  private func drawDigit(_ place: Workplace) throws {
    try place.drawPictures(count: 1)
    let name = try #require(try place.files(in: "pictures").keys.sorted().first)
    try place.write(place.bytes("pictures/" + name), to: "images/digit.png")
    try place.write(place.bytes("pictures/" + name), to: "digit.png")
  }

  @Test func everyVerbTakesIt() throws {
    try SampleCaffeFiles.with { place in
      try drawDigit(place)
      #expect(try place.run(SampleCaffeFiles.train).code == 0)
      for verb in verbs {
        let outcome = try place.run([verb[0], "runs/caffe"] + verb.dropFirst())
        #expect(outcome.code == 0, "\(verb): \(outcome)")
      }
      let report = try place.run("evaluate", "runs/caffe", "--json").json()
      #expect(report["samples"] as? Int == 100 && report["system"] as? String == "caffe")
      let accuracy = (report["metrics"] as? [String: Double])?["accuracy"]
      #expect(try #require(accuracy) > 0.95)
      // By the system's name, by the file, and from another folder.
      let direct = try place.run("predict", "runs/caffe", "--sample", "digit.png")
      #expect(direct.lines.count == 5)
      try FileManager.default.copyItem(
        at: place.url("runs/caffe/model.safetensors"), to: place.url("moved"))
      for words in [["caffe"], ["caffe", "--model", "moved"], ["moved"]] {
        let outcome = try place.run(["predict"] + words + ["--sample", "digit.png"])
        #expect(outcome.output == direct.output, "\(words): \(outcome)")
      }
      // A snapshot, of which a folder may hold several.
      let early = try place.run(
        "predict", "caffe", "--model", "runs/caffe/bars_iter_20.caffemodel", "--sample", "digit.png"
      )
      #expect(early.code == 0 && early.output != direct.output, "\(early)")
      try FileManager.default.removeItem(at: place.url("runs/caffe/model.safetensors"))
      let last = try place.run("predict", "runs/caffe", "--sample", "digit.png")
      #expect(last.output == direct.output, "\(last)")
      #expect(last.errors.contains("bars_iter_40.caffemodel is the last of 2 snapshots"))
      let scored = try place.run("evaluate", "caffe", "--data", "digits", "--json").json()
      #expect(scored["samples"] as? Int == 100)
    }
  }

  /// Before a model is there, every verb says how to go on, and that works.
  @Test func unfinishedRuns() throws {
    try SampleCaffeFiles.with { place in
      try drawDigit(place)
      let solver = SampleCaffeFiles.solver.replacing("snapshot: 20", with: "snapshot: 100")
      try place.write(
        Array((solver + "\nsnapshot_after_train: false").utf8), to: "caffe/solver.prototxt")
      #expect(try place.run(SampleCaffeFiles.train + ["--iterations", "8"]).code == 0)
      try FileManager.default.removeItem(at: place.url("runs/caffe/model.safetensors"))
      let told =
        "runs/caffe: is a run that is not finished and has no model yet; go on with "
        + "`shinso train --config runs/caffe -o runs/caffe --resume`"
      for verb in verbs + [["inspect"], ["generate"]] {
        expectError(try place.run([verb[0], "runs/caffe"] + verb.dropFirst()), 1, told)
      }
      expectError(try place.run("predict", "caffe", "--sample", "digit.png"), 1, told)
      let resumed = try place.run("train", "--config", "runs/caffe", "-o", "runs/caffe", "--resume")
      #expect(resumed.code == 0, "\(resumed)")
      #expect(try place.run("summary", "runs/caffe").code == 0)
    }
  }

  /// A run that is past what is asked for stays as it is.
  @Test func isAlreadyThere() throws {
    try SampleCaffeFiles.with { place in
      let own = SampleCaffeFiles.train + ["--iterations"]
      #expect(try place.run(own + ["6"]).code == 0)
      let before = try place.files(in: "runs/caffe")
      expectError(
        try place.run(own + ["5", "--resume"]), 1,
        "has made 6 updates already, more than the 5 asked for; nothing was changed")
      let after = try place.files(in: "runs/caffe")
      for name in ["model.safetensors", "config.json", "log.jsonl", "bars_iter_6.caffemodel"] {
        #expect(before[name] == after[name] && before[name] != nil, "\(name)")
      }
      let same = try place.run(own + ["6", "--resume"])
      #expect(same.code == 0 && same.errors.contains("has made all 6 updates already"), "\(same)")
    }
  }

  @Test func helpShowsASolver() throws {
    try Workplace.with { place in
      let help = try place.run("train", "caffe", "--help").output
      for part in ["base_lr: 0.01", "snapshot_prefix", "solver_mode", "debug_info", "labels.txt"] {
        #expect(help.contains(part), "\(part)")
      }
    }
  }
}
