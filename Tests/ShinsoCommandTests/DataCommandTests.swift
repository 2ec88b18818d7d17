import Foundation
import ShinsoFormats
import Testing

/// Collections of pictures: folders and archives.
@Suite(.serialized) struct DataCommandTests {
  /// `pictures` as a zip archive.
  private func pack(_ place: Workplace) throws {
    let files = try FileManager.default.subpathsOfDirectory(atPath: place.url("pictures").path)
    try ZipWriter.write(to: place.url("pictures.zip")) { archive in
      for file in files.sorted() where file.hasSuffix(".png") {
        try archive.add(file, Array(try place.bytes("pictures/\(file)")))
      }
    }
  }

  @Test func whatIsInAFolderOrAnArchive() throws {
    try Workplace.with { place in
      try place.drawPictures(count: 3)
      try pack(place)
      let table = try place.run("data", "stats", "pictures")
      #expect(table.code == 0, "\(table)")
      #expect(table.lines[0] == "6 pictures of 2 classes, 3 to 3 a class")
      let last = try #require(table.lines.last)
      #expect(last.hasPrefix("red ") && last.hasSuffix(" 3"), "\(table.output)")
      let packed = try place.run("data", "stats", "pictures.zip")
      #expect(packed.output == table.output)
      let json = try place.run("data", "stats", "pictures.zip", "--json").json()
      #expect(json["pictures"] as? Int == 6)
      let sheet = try place.run(
        ["data", "stats", "pictures.zip", "--sheet", "sheet.png"],
        environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""])
      #expect(place.exists("sheet.png") == (sheet.code == 0), "\(sheet)")
      #expect(sheet.code == 0 || sheet.errors.contains("gnuplot is not installed"))
    }
  }

  @Test func anArchiveServesForTrainingAndEvaluation() throws {
    try Workplace.with { place in
      try place.installNetwork()
      try place.drawPictures(count: 14)
      try pack(place)
      let train = ["train", "pretrained-mlp", "--batch-size", "8", "--iterations", "9"]
      #expect(try place.run(train + ["--data", "pictures", "-o", "folder"]).code == 0)
      let packed = try place.run(train + ["--data", "pictures.zip", "-o", "archive"])
      #expect(packed.code == 0, "\(packed)")
      // The split is by name, so it is the same run.
      #expect(
        try SafetensorsFile(place.url("archive/model.safetensors")).metadata["pictures"]
          == SafetensorsFile(place.url("folder/model.safetensors")).metadata["pictures"])
      let own = try place.run("evaluate", "pretrained-mlp", "--model", "archive", "--json").json()
      #expect(own["samples"] as? Int == 4)
      let svm = try place.run("train", "pretrained-svm", "--data", "pictures.zip", "--folds", "2")
      #expect(svm.lines[0].hasPrefix("train: 14 test: 14"), "\(svm)")
      let named = try place.run(
        "predict", "pretrained-svm", "--sample", "pictures.zip/red/0.png")
      #expect(named.lines.count == 2)
    }
  }

  @Test func textsAreCounted() throws {
    try Workplace.with { place in
      try place.write("吾輩は猫である。\nA cat .\n".utf8, to: "texts/a.ja")
      try place.write("one two\nthree".utf8, to: "texts/b.en")
      try place.write([0, 1, 2], to: "texts/c.bin")
      let json = try place.run("data", "stats", "texts", "--text", "--json").json()
      let files = try #require(json["files"] as? [[String: Any]])
      #expect(files.map { $0["file"] as? String } == ["a.ja", "b.en"])
      #expect(files.map { $0["lines"] as? Int } == [2, 2])
      #expect(files.map { $0["words"] as? Int } == [4, 3])
      #expect(files.map { $0["characters"] as? Int } == [15, 12])
      #expect(files.map { $0["japaneseCharacters"] as? Int } == [7, 0])
      #expect(files.map { $0["longestLine"] as? Int } == [8, 7])
      let table = try place.run("data", "stats", "texts/b.en", "--text")
      #expect(table.lines.count == 2 && table.lines[1].hasPrefix("b.en"), "\(table)")
      expectError(try place.run("data", "stats", "nowhere", "--text"), 1, "nowhere")
      try place.write([], to: "empty/a.txt")
      expectError(try place.run("data", "stats", "empty", "--text"), 1, "contains no text")
    }
  }
}
