import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoServer
import ShinsoTensor
import Testing

/// A system that is added to the catalog appears by itself, in what can be asked and in the answers.
struct OwnSystemTests {
  @Test func anAddedSystemIsServed() async throws {
    Catalog.add(EarExperiment.self)
    let server = try await TestServer()
    defer { server.stop() }
    let run = server.folder.appending(path: "runs/own/ear")
    try await ComputeThread.run { try Training.train("ear", [], into: run) }
    // The list is made anew every two seconds.
    try await Task.sleep(for: .seconds(2.1))
    let models = try #require(
      try await server.client.get("/api/models").json()["models"] as? [[String: Any]])
    let ear = try #require(models.first { $0["system"] as? String == "ear" })
    #expect(ear["abilities"] as? [String] == ["transcribe"])
    for (start, ending) in [
      ("RIFF....WAVE", "wav"), ("RF64....WAVE", "wav"), ("fLaC........", "flac"),
      ("OggS........", "ogg"), (".snd........", ""),
    ] {
      let answer = try await server.client.post(
        "/api/transcribe?model=own/ear", Array(start.utf8))
      #expect(answer.status == 400)
      #expect(answer.problem == "the file: has 12 bytes and ends in '\(ending)'")
    }
    // Not even asked: a picture, an archive.
    for start in ["GIF89a", "PK\u{3}\u{4}", "RIFF....WEBP"] {
      let answer = try await server.client.post(
        "/api/transcribe?model=own/ear", Array(start.utf8))
      #expect(answer.status == 400)
      #expect(answer.problem == "the file: is not a WAV, FLAC, Ogg, AIFF or AU sound")
    }
    try FileManager.default.removeItem(at: run)
  }
}

/// Hears nothing, and says what it was given.
private enum EarExperiment: Trainable, Transcribing {
  static let about = About(
    id: "ear", field: .speech, year: 2000, title: "An ear", data: "none", expectation: "nothing")
  static let predictExample = "--sample a.wav"

  struct TrainOptions: ParsableArguments {}

  static func train(_ options: TrainOptions, in run: Run) throws {
    try run.finish([("ear", Tensor([1] as [Float], shape: [1]))])
  }

  typealias PredictOptions = ModelOptions

  static func transcribe(_ options: ModelOptions, samples: [String]) throws -> [Transcription] {
    let file = URL(filePath: samples[0])
    let size = try Data(contentsOf: file).count
    throw InputError(file.path, "has \(size) bytes and ends in '\(file.pathExtension)'")
  }
}
