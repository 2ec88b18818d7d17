import Foundation
import ShinsoFormats
import ShinsoTensor
import Testing

@Suite struct InspectTests {
  private func writeModel(_ place: Workplace, _ path: String) throws {
    try FileManager.default.createDirectory(
      at: place.url(path).deletingLastPathComponent(), withIntermediateDirectories: true)
    let weight = Tensor((0..<6).map(Float.init), shape: [2, 3])
    let bias = Tensor([1, .nan, .infinity, -.infinity, 3] as [Float], shape: [5])
    try SafetensorsFile.write(
      [("fc.weight", weight), ("fc.bias", bias), ("犬\u{1B}[31m", Tensor([1 as Float]))],
      metadata: [
        "system": "lenet", "classes": String(repeating: "長い", count: 200), "bell": "\u{7}",
      ],
      to: place.url(path))
  }

  @Test func lists() throws {
    try Workplace.with { place in
      try writeModel(place, "runs/a/model.safetensors")
      // The contents tell the format, not the name.
      try writeModel(place, "m.npz")
      let listing = try place.run("inspect", "m.npz")
      #expect(listing.code == 0 && listing.errors.isEmpty)
      #expect(listing.lines.first == "format: safetensors")
      #expect(listing.lines.contains("  system: lenet"))
      #expect(listing.lines.last == "3 tensors, 12 parameters, 48 B")
      let table = listing.lines.drop { !$0.hasPrefix("NAME") }.dropLast()
      #expect(table.count == 4)
      #expect(table.contains { $0.hasPrefix("fc.weight") && $0.hasSuffix("  [2, 3]     24") })
      // Nothing steers the terminal, and no value of metadata fills the screen.
      let scalars = listing.output.unicodeScalars
      #expect(!scalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
      let classes = try #require(listing.lines.first { $0.hasPrefix("  classes: ") })
      #expect(classes.hasSuffix("…") && classes.count <= 60)
      #expect(try place.run("inspect", "runs/a").output == listing.output)
    }
  }

  @Test func statistics() throws {
    try Workplace.with { place in
      try writeModel(place, "m")
      let report = try place.run("inspect", "m", "--statistics", "--json").json()
      #expect(report["format"] as? String == "safetensors")
      #expect((report["metadata"] as? [String: String])?["bell"] == "\u{7}")
      let tensors = try #require(report["tensors"] as? [[String: Any]])
      #expect(tensors.count == 3)
      let weight = try #require(tensors.first { $0["name"] as? String == "fc.weight" })
      #expect(weight["dtype"] as? String == "float32" && weight["shape"] as? [Int] == [2, 3])
      #expect(weight["mean"] as? Double == 2.5 && weight["bytes"] as? Int == 24)
      #expect(weight["least"] as? Double == 0 && weight["greatest"] as? Double == 5)
      let deviation = try #require(weight["standardDeviation"] as? Double)
      #expect(abs(deviation - (35.0 / 12).squareRoot()) < 1e-12)
      #expect(weight["nanCount"] == nil)
      let bias = try #require(tensors.first { $0["name"] as? String == "fc.bias" })
      #expect(bias["mean"] as? Double == 2 && bias["nanCount"] as? Int == 1)
      #expect(bias["infiniteCount"] as? Int == 2)
      let table = try place.run("inspect", "m", "--statistics")
      #expect(table.output.contains("INFINITE"))
      #expect(table.lines.contains { $0.hasPrefix("fc.weight") && $0.contains("1.70783") })
      let plain = try place.run("inspect", "m", "--json").json()
      #expect((plain["tensors"] as? [[String: Any]])?.allSatisfy { $0["mean"] == nil } == true)
    }
  }

  @Test func features() throws {
    try Workplace.with { place in
      try NPZWriter.write(to: place.url("f.npz")) { archive in
        try archive.add("features", Tensor.ones([4, 8]))
        try archive.add("files", ["a.jpg", "b.jpg"])
      }
      let listing = try place.run("inspect", "f.npz", "--statistics")
      #expect(listing.lines.first == "format: npz")
      #expect(listing.lines.contains { $0.hasPrefix("files ") && $0.contains("<U5") })
      #expect(listing.lines.last == "2 arrays, 34 elements, 168 B")
    }
  }

  @Test func refuses() throws {
    try Workplace.with { place in
      try writeModel(place, "m")
      let sound = try place.bytes("m")
      for bytes in [Data(), Data("text".utf8), sound.dropLast(1), sound.prefix(30)] {
        try place.write(bytes, to: "damaged")
        let outcome = try place.run("inspect", "damaged", "--json")
        expectError(outcome, 1, "damaged: ")
        #expect(outcome.output.isEmpty)
      }
      expectError(try place.run("inspect", "gone"), 1, "gone", "cannot be opened")
      expectError(try place.run("inspect", "."), 1, "without a model.safetensors")
      expectError(try place.run("inspect", "/dev/null"), 1, "is not a regular file")
      expectError(try place.run("inspect"), 2, "<file>")
    }
  }

  @Test func helpHasAnExample() throws {
    try Workplace.with { place in
      let help = try place.run("inspect", "--help")
      #expect(help.code == 0 && help.output.contains("\n  shinso inspect runs/lenet\n"))
    }
  }
}
