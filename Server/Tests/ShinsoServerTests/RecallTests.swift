import Foundation
import ShinsoData
import ShinsoServer
import ShinsoTensor
import Testing

struct RecallTests {
  private func recall(
    _ server: TestServer, _ query: String, _ picture: [UInt8]
  ) async throws -> [String: Any] {
    while true {
      let answer = try await server.client.post("/api/recall?\(query)", picture)
      #expect(answer.status == 200, "\(answer.text)")
      let json = try answer.json()
      let (searched, searchable) = (json["searched"] as? Int, json["searchable"] as? Int)
      if searched == searchable || json["problem"] != nil { return json }
    }
  }

  @Test func findsTheMostSimilarPictures() async throws {
    let server = try await TestServer.shared.value
    // 17 of the 20 pictures of each class were learned from.
    let found = try await recall(server, "model=lenet&top=90", TestServer.picture(2, 5))
    #expect(found["learned"] as? Int == 85)
    let pictures = try #require(found["pictures"] as? [[String: Any]])
    #expect(pictures.count == 85)
    let similarities = pictures.compactMap { $0["similarity"] as? Double }
    #expect(similarities == similarities.sorted(by: >))
    #expect((-1...1).contains(similarities[84]) && similarities[0] > 0.9)
    #expect(pictures.prefix(10).allSatisfy { $0["class"] as? String == "middle" })
    #expect(Set(pictures.compactMap { $0["number"] as? Int }) == Set(0..<85))
    let number = try #require(pictures[0]["number"] as? Int)
    let file = try await server.client.get("/api/recalled?model=lenet&number=\(number)")
    #expect(file.headers["content-type"] == "image/png")
    let image = try Image(data: file.body, name: "picture")
    #expect((image.width, image.height) == (160, 160))
    // The stripe of its class.
    func shade(_ row: Int) -> UInt8 { image.pixels[(row * 160 + 80) * image.channels] }
    #expect(shade(80) > 150 && shade(10) < 100)
  }

  @Test func picturesAreServedByNumberAlone() async throws {
    let client = try await TestServer.shared.value.client
    for number in ["85", "1000000000"] {
      #expect(try await client.get("/api/recalled?model=lenet&number=\(number)").status == 404)
    }
    for number in ["-1", "..%2F0.png", "", "0x1"] {
      #expect(try await client.get("/api/recalled?model=lenet&number=\(number)").status == 400)
    }
    #expect(try await client.get("/api/recalled?model=rnnlm&number=1").status == 404)
    let picture = try TestServer.picture(0)
    #expect(try await client.post("/api/recall?model=word2vec", picture).status == 404)
    #expect(try await client.post("/api/recall?model=lenet", Array("text".utf8)).status == 400)
  }

  /// The features of another server's life are in the cache.
  @Test func featuresAreKept() async throws {
    let picture = try TestServer.picture(1)
    let folder = FileManager.default.temporaryDirectory.appending(path: "recall-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    var answers: [String] = []
    for _ in 0..<2 {
      let server = try await TestServer { $0.cache = .init(root: folder) }
      defer { server.stop() }
      let found = try await recall(server, "model=lenet&top=5", picture)
      answers.append("\((found["pictures"] as? [[String: Any]] ?? []).map { $0["number"] })")
      let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      #expect(names.count { $0.hasSuffix(".safetensors") } == 1)
    }
    #expect(answers[0] == answers[1])
  }

  /// A sentence says so where the pictures are gone, and they are found again when they are back.
  @Test func picturesThatAreGoneAreMissed() async throws {
    let server = try await TestServer()
    defer { server.stop() }
    let pictures = server.folder.appending(path: "others")
    try Training.drawPictures(in: pictures)
    let run = server.folder.appending(path: "runs/gone/lenet")
    defer { try? FileManager.default.removeItem(at: run) }
    try await ComputeThread.run {
      try Training.train(
        "lenet", ["--data", pictures.path, "--iterations", "2", "--batch-size", "16"], into: run)
    }
    // The list of models is made anew every two seconds.
    try await Task.sleep(for: .seconds(2.1))
    let moved = server.folder.appending(path: "moved")
    try FileManager.default.moveItem(at: pictures, to: moved)
    let gone = try await recall(server, "model=gone/lenet", TestServer.picture(0))
    #expect((gone["problem"] as? String)?.contains("no such folder") == true)
    #expect((gone["pictures"] as? [Any])?.isEmpty == true)
    let file = try await server.client.get("/api/recalled?model=gone/lenet&number=0")
    #expect(file.status == 404 && file.problem.contains("gone"))
    try FileManager.default.moveItem(at: moved, to: pictures)
    let back = try await recall(server, "model=gone/lenet", TestServer.picture(0))
    #expect(back["problem"] == nil && back["learned"] as? Int == 85)
  }
}
