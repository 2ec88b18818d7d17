import Foundation
import ShinsoExperiments
import ShinsoServer
import Testing

struct RunTests {
  @Test func listsEverySystem() async throws {
    let client = try await TestServer.shared.value.client
    let systems = try #require(
      try await client.get("/api/systems").json()["systems"] as? [[String: Any]])
    #expect(systems.map { $0["id"] as? String } == Catalog.systems.map { $0.about.id })
    let lenet = try #require(systems.first { $0["id"] as? String == "lenet" })
    #expect(lenet["isTrained"] as? Bool == true)
    #expect((lenet["train"] as? String)?.hasPrefix("shinso train lenet") == true)
  }

  @Test func listsWhatCanBeAsked() async throws {
    let client = try await TestServer.shared.value.client
    let models = try #require(
      try await client.get("/api/models").json()["models"] as? [[String: Any]])
    let lenet = try #require(models.first { $0["id"] as? String == "lenet" })
    #expect(lenet["abilities"] as? [String] == ["classify", "locate", "recall"])
    #expect(models.contains { $0["id"] as? String == "rntn" })
  }

  @Test func tellsCurves() async throws {
    let client = try await TestServer.shared.value.client
    let runs = try #require(try await client.get("/api/runs").json()["runs"] as? [[String: Any]])
    #expect(
      Set(runs.compactMap { $0["name"] as? String }) == [
        "attention", "lenet", "nic", "rnnlm", "rntn", "word2vec",
      ])
    let curves = try await client.get("/api/curves?run=lenet").json()
    let points = try #require(curves["points"] as? [[String: Any]])
    #expect(points.contains { $0["split"] as? String == "test" })
    let count = try #require(curves["count"] as? Int)
    #expect(count == points.count)
    let later = try await client.get("/api/curves?run=lenet&after=\(count)").json()
    #expect((later["points"] as? [Any])?.isEmpty == true)
    #expect(later["start"] as? Double == curves["start"] as? Double)
    // A line of a test has the number of the update before it, and comes later.
    let place = try #require(points.firstIndex { $0["split"] as? String == "test" })
    let rest = try await client.get("/api/curves?run=lenet&after=\(place)").json()
    let first = try #require((rest["points"] as? [[String: Any]])?.first)
    #expect(first["split"] as? String == "test")
    #expect(
      first["iteration"] as? Int == points[place]["iteration"] as? Int)
  }

  @Test(arguments: ["nothing", "..", "../pictures", "lenet/../lenet", "/etc", "."])
  func foldersThatAreNoRunsAreNotFound(_ name: String) async throws {
    let client = try await TestServer.shared.value.client
    #expect(try await client.get("/api/curves?run=\(name)").status == 404)
    #expect(try await client.get("/api/picture?run=\(name)&name=curves").status == 404)
  }

  @Test func picturesHaveKnownNames() async throws {
    let client = try await TestServer.shared.value.client
    for name in ["../lenet/config", "config.json", "curves"] {
      #expect(try await client.get("/api/picture?run=rnnlm&name=\(name)").status == 404)
    }
  }
}
