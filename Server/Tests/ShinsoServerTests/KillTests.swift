import Foundation
import ShinsoFormats
import Testing

/// A server that is killed in the middle of its work leaves everything whole, and one that is started
/// anew answers as before.
@Suite(.enabled(if: ServerProcess.isBuilt, "needs the program: make server"))
struct KillTests {
  private static let rounds =
    ProcessInfo.processInfo.environment["SHINSO_LONG_TESTS"] == nil ? 4 : 40
  private static let questions = [
    "/api/classify?model=lenet&top=3", "/api/recall?model=lenet&top=3",
    "/api/classify?model=nic&top=2",
  ]

  @Test func whatIsKilledLeavesEverythingWhole() async throws {
    let shared = try await TestServer.shared.value
    let runs = shared.folder.appending(path: "runs")
    let cache = FileManager.default.temporaryDirectory.appending(path: "killed-\(UUID())")
    defer { try? FileManager.default.removeItem(at: cache) }
    let picture = try TestServer.picture(3)
    let before = try files(below: runs)
    for round in 0..<Self.rounds {
      // Now and then the features of the training's pictures are there already.
      if round % 4 != 3 { try? FileManager.default.removeItem(at: cache) }
      let server = try ServerProcess(runs: runs, cache: cache)
      await withTaskGroup { group in
        for question in Self.questions + Self.questions {
          group.addTask {
            while let answer = try? await server.client.post(question, picture) {
              #expect(answer.status == 200, "\(answer.text)")
            }
          }
        }
        try? await Task.sleep(for: .milliseconds(30 + 70 * round))
        server.send(SIGKILL)
      }
      #expect(await server.ended() == SIGKILL)
      #expect(try files(below: runs) == before, "round \(round)")
      for (name, bytes) in try files(below: cache) where name.hasSuffix(".safetensors") {
        #expect(throws: Never.self, "\(name), \(bytes.count) bytes") {
          try SafetensorsFile(cache.appending(path: name))
        }
      }
    }
    let server = try ServerProcess(runs: runs, cache: cache)
    for question in Self.questions {
      let expected = try await names(shared.client.post(question, picture))
      #expect(try await names(server.client.post(question, picture)) == expected)
      #expect(!expected.isEmpty)
    }
    server.send(SIGTERM)
    #expect(await server.ended() == 0)
  }

  /// The classes, captions or pictures of an answer.
  private func names(_ answer: HTTPClient.Answer) throws -> [String] {
    let json = try answer.json()
    let found = (json["classes"] ?? json["pictures"]) as? [[String: Any]] ?? []
    return found.compactMap { ($0["name"] as? String) ?? ($0["number"] as? Int).map(String.init) }
  }

  /// Every visible file by its path.
  private func files(below folder: URL) throws -> [String: Data] {
    guard FileManager.default.fileExists(atPath: folder.path) else { return [:] }
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
      let isHidden = name.split(separator: "/").contains { $0.hasPrefix(".") }
      let bytes = isHidden ? nil : try? Data(contentsOf: folder.appending(path: name))
      if let bytes { files[name] = bytes }
    }
    return files
  }
}
