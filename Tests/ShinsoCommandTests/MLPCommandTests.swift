import Foundation
import ShinsoFormats
import Testing

/// The perceptron of 1986: a network with options of its own.
@Suite(.serialized) struct MLPCommandTests {
  @Test func trainsWithLayersOfItsOwn() throws {
    try Workplace.with { place in
      try place.drawDigits()
      let train = [
        "train", "mlp", "--data", "digits", "--hidden", "30,20", "--activation", "tanh",
        "--batchsize", "16", "--epochs", "5",
      ]
      let trained = try place.run(train + ["--plot"])
      #expect(trained.code == 0, "\(trained)")
      let line = try #require(trained.lines.first)
      let percent = try #require(Double(line.dropFirst(15).prefix { $0 != "%" }))
      #expect(percent > 95, "\(line)")
      #expect(
        try place.bytes("runs/mlp/filters.png").starts(with: [0x89, 0x50, 0x4E, 0x47]),
        "the weights of the first layer are drawn without gnuplot")
      let model = try SafetensorsFile(place.url("runs/mlp/model.safetensors"))
      #expect(model.shape(of: "hidden.1.weight") == [20, 30])
      #expect(model.metadata["hidden"] == "30,20" && model.metadata["activation"] == "tanh")
      let report = try place.run("evaluate", "mlp", "--json").json()
      let accuracy = try #require((report["metrics"] as? [String: Double])?["accuracy"])
      #expect(abs(100 * accuracy - percent) < 0.006)
      try Workplace.picture(ofDigit: 7).writePNG(to: place.url("seven.png"))
      let named = try place.run("predict", "mlp", "--sample", "seven.png", "--top", "1")
      #expect(named.lines.count == 1 && named.lines[0].hasSuffix("% 7"), "\(named)")

      let config = try JSONSerialization.jsonObject(with: place.bytes("runs/mlp/config.json"))
      let options = try #require((config as? [String: Any])?["options"] as? [String: Any])
      #expect(options["hidden"] as? String == "30,20" && options["activation"] as? String == "tanh")
      let again = try place.run("train", "--config", "runs/mlp", "-o", "again")
      #expect(again.code == 0, "\(again)")
      #expect(
        try place.bytes("again/model.safetensors") == place.bytes("runs/mlp/model.safetensors"))
      expectError(
        try place.run(train + ["--resume", "--hidden", "30,21"]), 1, "--hidden: is 30,21, but")
    }
  }
}
