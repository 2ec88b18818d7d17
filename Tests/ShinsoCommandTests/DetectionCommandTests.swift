import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor
import Testing

/// `detection` from the command line, on a small folder in PASCAL VOC's layout.
@Suite(.serialized) struct DetectionCommandTests {
  private static let train = [
    "train", "detection", "--data", "voc", "--windows", "40", "--scales", "128", "--pyramid", "1",
    "--rounds", "1", "-o", "run",
  ]

  /// Gray pictures, each with a red and a green rectangle of its own place and size.
  private func makeVOC(_ place: Workplace) throws {
    var lists = ["trainval": "", "test": ""]
    for number in 0..<12 {
      var image = Image(width: 160, height: 120, filledWith: 128)
      var objects = ""
      let colors = [("red 赤", [230, 30, 30]), ("green", [30, 200, 40])]
      for (index, (name, color)) in colors.enumerated() {
        let (width, height) = (40 + number * 2, 44 - number)
        let (x, y) = (10 + index * 72 + number % 3, 20 + number * 3)
        let pixels = (0..<width * height).flatMap { _ in color.map(UInt8.init) }
        image.draw(
          Image(width: width, height: height, format: .rgb, pixels: pixels), x: x, y: y)
        objects +=
          "<object><name>\(name)</name><bndbox><xmin>\(x + 1)</xmin><ymin>\(y + 1)</ymin>"
          + "<xmax>\(x + width)</xmax><ymax>\(y + height)</ymax></bndbox></object>"
      }
      let set = number < 8 ? "trainval" : "test"
      lists[set, default: ""] += "p\(number)\n"
      try place.write(
        Data("<annotation>\(objects)</annotation>".utf8), to: "voc/Annotations/p\(number).xml")
      try FileManager.default.createDirectory(
        at: place.url("voc/JPEGImages"), withIntermediateDirectories: true)
      try image.writePNG(to: place.url("voc/JPEGImages/p\(number).png"))
    }
    for (set, text) in lists {
      try place.write(Data(text.utf8), to: "voc/ImageSets/Main/\(set).txt")
    }
  }

  @Test func trainsEvaluatesAndPredicts() throws {
    try Workplace.with { place in
      try place.installNetwork()
      try makeVOC(place)
      let trained = try place.run(Self.train)
      #expect(trained.code == 0, "\(trained)")
      #expect(trained.output.contains("proposals, training: recall 100.0%"))
      #expect(trained.output.contains("proposals, test: recall 100.0%"))
      #expect(trained.output.contains("one feature map for a picture's windows: "))
      #expect(trained.errors.contains("hard negatives, round 1: "))
      #expect(!place.exists("run/phases"))

      let report = try place.run("evaluate", "detection", "--model", "run", "--json").json()
      #expect(report["samples"] as? Int == 4)
      let metrics = try #require(report["metrics"] as? [String: Double])
      let mean = try #require(metrics["meanAveragePrecision"])
      // Windows at random find next to nothing.
      #expect(mean > 0.5, "\(trained)")
      #expect(metrics["proposalRecall"] == 1)
      #expect(trained.output.contains(String(format: "mean          8             %.4f", mean)))
      let classes = try #require(report["classes"] as? [[String: Any]])
      #expect(classes.map { $0["name"] as? String } == ["green", "red 赤"])
      #expect(classes.allSatisfy { $0["objects"] as? Int == 4 })
      let elsewhere = try place.run(
        "evaluate", "detection", "--model", "run", "--data", "voc", "--rule", "11-point")
      #expect(elsewhere.output.contains("CLASS"), "\(elsewhere)")

      let predict = ["predict", "detection", "--model", "run", "--sample", "voc/JPEGImages/p9.png"]
      let found = try place.run(predict + ["--json", "--threshold", "-1"]).json()
      let first = try #require((found["predictions"] as? [[String: Any]])?.first)
      #expect(first["width"] as? Int == 160 && first["height"] as? Int == 120)
      let object = try #require((first["objects"] as? [[String: Any]])?.first)
      #expect(["green", "red 赤"].contains(object["class"] as? String))
      let sides = ["left", "top", "right", "bottom"].compactMap { object[$0] as? Double }
      #expect(sides.count == 4 && sides[0] < sides[2] && sides[1] < sides[3])
      // What is fitted in training finds objects; nothing is above the greatest score.
      let usual = try place.run(predict)
      #expect(usual.output.contains("green  (") || usual.output.contains("red 赤  ("), "\(usual)")
      let none = try place.run(predict + ["--threshold", "9"])
      #expect(none.output.contains("nothing above 9.00; the best is "), "\(none)")
      expectError(try place.run(predict + ["-o", "boxes.png"]), 1, "gnuplot is not installed")
    }
  }

  /// What was stopped while it made windows and maps ends as if it had not been.
  @Test func goesOnAfterAnInterruption() throws {
    try Workplace.with { place in
      try place.installNetwork()
      try makeVOC(place)
      #expect(try place.run(Self.train + ["-o", "whole"]).code == 0)
      let stopped = try place.run(Self.train) {
        place.exists("run/phases/windows/2.safetensors") ? SIGINT : nil
      }
      #expect(stopped.code == 128 + SIGINT, "\(stopped)")
      #expect(stopped.errors.contains("everything is saved. Resume with: "))
      expectError(
        try place.run(Self.train + ["--resume", "--windows", "30"]), 1, "--windows: is 30, but")
      #expect(try place.run(Self.train + ["--resume"]).code == 0)
      func tensors(_ run: String) throws -> [(name: String, tensor: Tensor)] {
        try SafetensorsFile(place.url("\(run)/model.safetensors")).tensors()
      }
      for (a, b) in try zip(tensors("whole"), tensors("run")) {
        #expect(a.name == b.name && a.tensor.scalars(as: Float.self) == b.tensor.scalars())
      }
    }
  }

  @Test func wrongDataAndOptions() throws {
    try Workplace.with { place in
      try place.installNetwork()
      try makeVOC(place)
      expectError(
        try place.run(Self.train + ["--data", "mnist-5k"]), 1, "--data mnist-5k", "has no boxes")
      expectError(try place.run(Self.train + ["--data", "none"]), 1, "--data none")
      expectError(
        try place.run(Self.train + ["--layer", "pool"]), 1, "--layer pool", "gives no maps")
      expectError(try place.run(Self.train + ["--scales", "9"]), 2, "--scales")
      try place.write(Data("<annotation>".utf8), to: "voc/Annotations/p1.xml")
      expectError(try place.run(Self.train), 1, "p1.xml", "is not XML")
    }
  }
}
