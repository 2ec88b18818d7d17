import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoData

@Suite struct CaptionFileTests {
  private func read(_ text: String, as name: String = "captions.txt") throws -> CaptionFile {
    try withFolder { try CaptionFile($0.write(text.utf8, to: name)) }
  }

  private func problem(_ text: String) -> String {
    do {
      _ = try read(text)
      return ""
    } catch { return "\(error)" }
  }

  private static let coco = """
    {"info": {"year": 2014}, "images": [{"id": 7, "file_name": "a.jpg", "width": 3},
      {"id": 8, "file_name": "b.jpg"}],
     "annotations": [{"image_id": 8, "id": 1, "caption": "A dog. "},
      {"image_id": 7, "id": 2, "caption": "Two cats"}]}
    """
  private static let karpathy = """
    {"dataset": "flickr8k", "images": [
      {"filename": "a.jpg", "split": "restval", "sentences": [{"raw": "A dog .", "tokens": ["a", "dog"]}]},
      {"filepath": "val2014", "filename": "b.jpg", "split": "test",
       "sentences": [{"tokens": ["two", "cats"]}, {"raw": "cats"}]}]}
    """

  @Test func readsCOCO() throws {
    let file = try read(Self.coco)
    #expect(file.captions.map(\.picture) == ["b.jpg", "a.jpg"])
    #expect(file.captions.map(\.text) == ["A dog.", "Two cats"])
    #expect(file.captions.allSatisfy { $0.part == nil && $0.language == nil })
  }

  @Test func readsKarpathysSplits() throws {
    let file = try read(Self.karpathy)
    #expect(file.captions.map(\.picture) == ["a.jpg", "val2014/b.jpg", "val2014/b.jpg"])
    #expect(file.captions.map(\.text) == ["A dog .", "two cats", "cats"])
    #expect(file.captions.map(\.part) == [.train, .test, .test])
  }

  @Test func readsFlickrsLines() throws {
    let file = try read("a.jpg#0\tA dog, running .\na.jpg#1\tA dog\n\nb#2.jpg\tcats\n")
    #expect(file.captions.map(\.picture) == ["a.jpg", "a.jpg", "b#2.jpg"])
    #expect(file.captions.map(\.text) == ["A dog, running .", "A dog", "cats"])
  }

  @Test func readsLinesWithCommas() throws {
    let file = try read("1.jpg, Một người, đứng .\r\n1.jpg, \"Hai \"\"con\"\" mèo\"\n2.jpg,  \n")
    #expect(file.captions.map(\.text) == ["Một người, đứng .", "Hai \"con\" mèo"])
    #expect(file.notes.count == 1 && file.notes[0].contains("1 empty caption"))
    // Kaggle's form of Flickr8k has a header, and commas with and without quotes.
    let kaggle = try read("image,caption\na.jpg,A dog , running .\nb.jpg,\"One, two\"\n")
    #expect(kaggle.captions.map(\.text) == ["A dog , running .", "One, two"])
  }

  @Test func readsTables() throws {
    let file = try read(
      "file,split,en,ja\na.png,train,\"a cat, asleep\",猫\nb.png,val,a dog,犬\n", as: "c.csv")
    #expect(file.captions.map(\.language) == ["en", "ja", "en", "ja"])
    #expect(file.captions.map(\.text) == ["a cat, asleep", "猫", "a dog", "犬"])
    #expect(file.captions.map(\.part) == [.train, .train, .validation, .validation])
  }

  @Test func saysWhatIsWrong() {
    #expect(problem("").contains("empty"))
    #expect(problem("a.jpg A dog\n").contains("line 1 has no comma"))
    #expect(problem("a.jpg#0\tdog\nb.jpg\n").contains("line 2 has no tab"))
    #expect(problem(",a dog\n").contains("line 1 names no picture"))
    #expect(problem("a.jpg,\n").contains("has no captions"))
    #expect(
      problem("{\"images\": [{\"id\": \"x\"}], \"annotations\": []}").contains("see images.0.id"))
    #expect(problem("{\"images\": [{\"id\": 1}]}").contains("image 0 has no `filename`"))
    #expect(problem("[1, 2").contains("is not JSON with captions"))
    #expect(
      problem("{\"images\": [], \"annotations\": [{\"image_id\": 3, \"caption\": \"x\"}]}")
        .contains("caption of image 3"))
    #expect(
      problem(Self.karpathy.replacing("restval", with: "tset")).contains("is in split 'tset'"))
    #expect(problem("file,split,caption\na.jpg,tset,x\n").contains("line 2: split"))
    #expect(problem("file,split,caption\na.jpg,train\n").contains("more or fewer fields"))
  }

  /// Whatever happens to a file, reading ends with captions or with one sentence.
  @Test func survivesDamage() throws {
    var damage = Damage(seed: 22)
    let samples = [
      Self.coco, Self.karpathy, "a.jpg#0\tA dog .\nb.jpg#1\tcats\n",
      "file,split,en,ja\na.png,train,cat,猫\nb.png,val,dog,犬\n",
    ]
    try withFolder { folder in
      for round in 0..<400 {
        let text = samples[round % samples.count]
        let bytes = round.isMultiple(of: 3) ? damage.text(text) : damage.bytes(Array(text.utf8))
        let url = try folder.write(bytes, to: "captions.txt")
        do {
          #expect(try !CaptionFile(url).captions.isEmpty)
        } catch { #expect(error is InputError, "\(error)") }
      }
    }
  }
}
