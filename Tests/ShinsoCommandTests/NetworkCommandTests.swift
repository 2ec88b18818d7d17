import Foundation
import ShinsoFormats
import Testing

/// Networks of the registry that come in variants.
@Suite(.serialized) struct NetworkCommandTests {
  @Test func theVariantIsKeptWithTheModel() throws {
    try Workplace.with { place in
      try place.drawPictures(count: 14)
      let train = ["train", "nin", "--data", "pictures", "--batch-size", "4", "--iterations", "2"]
      let trained = try place.run(train)
      #expect(trained.code == 0, "\(trained)")
      let model = try SafetensorsFile(place.url("runs/nin/model.safetensors"))
      #expect(model.metadata["variant"] == "cifar")
      #expect(model.shape(of: "cccp6.weight") == [2, 192, 1, 1])
      let config = try JSONSerialization.jsonObject(with: place.bytes("runs/nin/config.json"))
      let options = try #require((config as? [String: Any])?["options"] as? [String: Any])
      #expect(options["variant"] as? String == "cifar")
      #expect(try place.run("evaluate", "nin", "--json").json()["samples"] as? Int == 4)
      // Images are cropped and mirrored by the seed, so the same run is made again.
      let again = try place.run("train", "--config", "runs/nin", "-o", "again")
      #expect(again.code == 0, "\(again)")
      #expect(
        try place.bytes("again/model.safetensors") == place.bytes("runs/nin/model.safetensors"))
      expectError(
        try place.run(train + ["--resume", "--variant", "imagenet"]), 1,
        "--variant: is imagenet, but the run in runs/nin has cifar")

      var bytes = try place.bytes("runs/nin/model.safetensors")
      let name = try #require(bytes.range(of: Data(#""cifar""#.utf8)))
      bytes.replaceSubrange(name, with: Data(#""image""#.utf8))
      try place.write(bytes, to: "other.safetensors")
      expectError(
        try place.run("evaluate", "nin", "--model", "other.safetensors"), 1,
        "other.safetensors: there is no nin 'image'; it has cifar, imagenet")
    }
  }

  @Test func unknownVariantsAreWrongCommandLines() throws {
    try Workplace.with { place in
      expectError(try place.run("train", "nin", "--variant", "x"), 2, "'cifar' and 'imagenet'")
      expectError(
        try place.run("summary", "nin", "--variant", "x"), 2,
        "--variant: there is no nin 'x'; it has cifar, imagenet")
      expectError(try place.run("bench", "sppnet", "--variant", "x"), 2, "it has no variants")
      let summary = try place.run("summary", "nin", "--variant", "imagenet")
      #expect(summary.code == 0 && summary.output.contains("7595176"))
    }
  }
}
