import Foundation
import ShinsoData
import ShinsoExperiments
import ShinsoServer
import ShinsoTensor
import Testing

struct PhotographTests {
  @Test func namesTheClassAsPredictDoes() async throws {
    let server = try await TestServer.shared.value
    for label in 0..<2 {
      let bytes = try TestServer.picture(label)
      let answer = try await server.client.post("/api/classify?model=lenet&top=2", bytes)
      #expect(answer.status == 200)
      let classes = try #require(answer.json()["classes"] as? [[String: Any]])
      let file = server.folder.appending(path: "sample-\(label).png")
      try Data(bytes).write(to: file)
      let runs = server.folder.appending(path: "runs/lenet").path
      let expected = try await ComputeThread.run { try Self.predict("lenet", runs, file.path) }
      #expect(classes.map { $0["name"] as? String } == expected[0].map(\.name))
      for (found, expected) in zip(classes, expected[0]) {
        let probability = try #require(found["probability"] as? Double)
        #expect(abs(probability - expected.probability) < 1e-5)
      }
    }
  }

  /// In each of its languages.
  @Test func writesCaptionsAsPredictDoes() async throws {
    let server = try await TestServer.shared.value
    let bytes = try TestServer.picture(1)
    let answer = try await server.client.post("/api/classify?model=nic&top=2", bytes)
    #expect(answer.status == 200)
    let json = try answer.json()
    let others = try #require(json["others"] as? [[String: Any]])
    let answers = [json] + others
    #expect(answers.map { $0["sample"] as? String } == ["the file (en)", "the file (ja)"])
    let file = server.folder.appending(path: "caption.png")
    try Data(bytes).write(to: file)
    let runs = server.folder.appending(path: "runs/nic").path
    let expected = try await ComputeThread.run { try Self.predict("nic", runs, file.path) }
    for (answer, expected) in zip(answers, expected) {
      let captions = try #require(answer["classes"] as? [[String: Any]])
      #expect(captions.map { $0["name"] as? String } == expected.map(\.name))
      for (found, expected) in zip(captions, expected) {
        let whole = try #require(found["probability"] as? Double)
        let perWord = try #require(found["probabilityPerWord"] as? Double)
        #expect(abs(whole - expected.probability) < 1e-5 && whole <= perWord && perWord < 1)
      }
    }
  }

  private typealias Classes = [(name: String, probability: Double)]

  @ComputeThread private static func predict(
    _ id: String, _ model: String, _ sample: String
  ) throws -> [Classes] {
    func predict<S: Predicting>(_ system: S.Type) throws -> [Classes] {
      let options = try S.PredictOptions.parse(["--model", model])
      return try S.predict(options, samples: [sample], top: 2).map { prediction in
        prediction.classes.map { ($0.name, $0.probability) }
      }
    }
    let system = try #require(Catalog.system(id))
    return try (system as? any Predicting.Type).map { try predict($0) } ?? []
  }

  @Test func manyAtOnceAreAllAnsweredRight() async throws {
    let server = try await TestServer.shared.value
    let alone = try await [0, 1].asyncMap {
      try await server.client.post("/api/classify?model=lenet&top=2", TestServer.picture($0)).json()
    }.map { ($0["classes"] as? [[String: Any]])?.first?["name"] as? String }
    try await withThrowingTaskGroup(of: (Int, String?).self) { group in
      for number in 0..<60 {
        group.addTask {
          let answer = try await server.client.post(
            "/api/classify?model=lenet&top=2", TestServer.picture(number % 2))
          let classes = try answer.json()["classes"] as? [[String: Any]]
          return (number % 2, classes?.first?["name"] as? String)
        }
      }
      for try await (label, name) in group { #expect(name == alone[label]) }
    }
    let metrics = try await server.client.get("/metrics").text
    #expect(metrics.contains("shinso_batch_pictures_count"))
  }

  @Test func theMapIsAPicture() async throws {
    let server = try await TestServer.shared.value
    let picture = try TestServer.picture(0)
    let answer = try await server.client.post("/api/locate?model=lenet&class=top", picture)
    #expect(answer.status == 200)
    #expect(answer.headers["content-type"] == "image/png")
    let image = try Image(data: answer.body, name: "map")
    #expect((image.width, image.height) == (28, 28))
    let unknown = try await server.client.post("/api/locate?model=lenet&class=midle", picture)
    #expect(unknown.status == 404)
    #expect(unknown.problem.contains("did you mean"))
  }

  @Test(arguments: [
    [UInt8]("no picture".utf8), [0xff, 0xd8, 0xff, 0xe0, 0, 0], [0x89, 0x50, 0x4e, 0x47],
  ])
  func damagedFilesAreTheClientsMistake(_ bytes: [UInt8]) async throws {
    let server = try await TestServer.shared.value
    let answer = try await server.client.post("/api/classify?model=lenet", bytes)
    #expect(answer.status == 400)
    #expect(answer.problem.hasPrefix("the file"))
    #expect(!answer.problem.contains("/tmp"))
  }

  @Test func halfAPictureIsTheClientsMistake() async throws {
    let server = try await TestServer.shared.value
    let picture = try TestServer.picture(0, size: 200)
    let answer = try await server.client.post(
      "/api/classify?model=lenet", Array(picture.prefix(picture.count / 2)))
    #expect(answer.status == 400)
  }

  /// A captioner reads files by their names, and takes archives of many pictures from the command line.
  @Test func archivesAreRefused() async throws {
    let client = try await TestServer.shared.value.client
    let picture = try TestServer.picture(1)
    for start in [Array("PK\u{3}\u{4}".utf8), [0x1F, 0x8B, 8, 0]] {
      let answer = try await client.post("/api/classify?model=nic", start + picture)
      #expect(answer.status == 400)
      #expect(
        try (answer.json()["error"] as? String)?.contains("is not a JPEG, PNG or WebP") == true)
    }
  }

  @Test func aModelThatCannotDoItIsNotFound() async throws {
    let server = try await TestServer.shared.value
    let picture = try TestServer.picture(0)
    for model in ["nothing", "word2vec", "../runs/lenet", "lenet/.."] {
      let answer = try await server.client.post("/api/classify?model=\(model)", picture)
      #expect(answer.status == 404)
    }
    let none = try await server.client.post("/api/detect", picture)
    #expect(none.status == 404)
    #expect(none.problem.contains("nothing is trained"))
  }
}

extension Array {
  func asyncMap<Result>(_ body: (Element) async throws -> Result) async rethrows -> [Result] {
    var results: [Result] = []
    for element in self { results.append(try await body(element)) }
    return results
  }
}
