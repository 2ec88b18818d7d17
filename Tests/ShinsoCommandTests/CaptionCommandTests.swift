import Foundation
import ShinsoData
import ShinsoTensor
import ShinsoTraining
import TestSupport
import Testing

@Suite(.serialized) struct CaptionCommandTests {
  private static let path = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]

  /// A small training begins to see: an untrained network describes no scene.
  @Test func describesScenes() throws {
    try Workplace.with { place in
      let words = [
        "train", "nic", "--iterations", "12", "--batch-size", "8", "--embedding",
        "16",
        "--hidden", "16",
      ]
      let trained = try place.run(words)
      #expect(trained.code == 0 && trained.output.contains("exact match"), "\(trained)")
      // Interrupted and resumed, it ends with the same model.
      let other = words + ["-o", "other", "--checkpoint-every", "3"]
      _ = try place.run(
        other, during: { place.exists("other/checkpoint/state.safetensors") ? SIGINT : nil })
      #expect(try place.run(other + ["--resume"]).code == 0)
      #expect(
        try place.bytes("other/model.safetensors") == place.bytes("runs/nic/model.safetensors"))
      let metrics = try #require(
        try place.run("evaluate", "nic", "--beam", "1", "--json", "--gallery", "g.html").json()[
          "metrics"]
          as? [String: Double])
      #expect(Set(metrics.keys) == ["exactMatch", "exactMatchEn", "exactMatchJa"])
      let page = try place.text("g.html")
      #expect(page.contains("Unrelated to the image") && page.contains("誤りのない説明"))
      var generator = SplitMix64(seed: 1)
      let scene = ShapeScene(isHeldOut: true, using: &generator)
      try scene.image(using: &generator).writePNG(to: place.url("scene.png"))
      let said = try place.run(
        "predict", "nic", "--sample", "scene.png", "--top", "2", "--json"
      ).json()
      let predictions = try #require(said["predictions"] as? [[String: Any]])
      #expect(
        predictions.compactMap { $0["sample"] as? String } == ["scene.png (en)", "scene.png (ja)"])
      let captions = try #require(predictions[0]["classes"] as? [[String: Any]])
      #expect(captions.count == 2)
      for caption in captions {
        let whole = try #require(caption["probability"] as? Double)
        let perWord = try #require(caption["probabilityPerWord"] as? Double)
        let words = (caption["name"] as? String ?? "").split(separator: " ").count
        // One that came to no end within the limit has no probability of the end.
        #expect(
          (words...words + 1).contains { abs(pow(perWord, Double($0)) / whole - 1) < 1e-6 },
          "\(caption)")
      }
      #expect(try place.run("predict", "nic", "--help").output.contains("probabilityPerWord"))
      if Plot.isAvailable {
        let drawn = try place.run(
          ["visualize", "nic", "--language", "ja", "-o", "look.png"], environment: Self.path)
        #expect(drawn.code == 0 && place.exists("look.png"), "\(drawn)")
      }
      expectError(
        try place.run("visualize", "nic", "--language", "fr"), 1, "the model writes en, ja")
    }
  }
}
