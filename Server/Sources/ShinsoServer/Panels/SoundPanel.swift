import Foundation
import Hummingbird
import ShinsoExperiments

/// What is said in a recording.
struct SoundPanel: Panel {
  let services: Services

  private static let word = Schema.object([
    "text": .text, "start": .number, "end": .number, "confidence": .number,
  ])

  var endpoints: [Endpoint] {
    [
      .post(
        "/api/transcribe",
        "The words in a recording of at most two minutes with their times in seconds.", [.model],
        takes: .recording,
        answers: .json(
          .object(["sample": .text, "text": .text, "words": .list(Self.word)])), transcribe)
    ]
  }

  private func transcribe(_ call: Call) async throws -> Response {
    let model = try services.models.model(call["model"], for: .transcribe)
    let found = try await services.receive(call) { file in
      try await services.ask { try Self.words(in: file, by: model) }
    }
    return .file(found, "application/json")
  }

  private static func words(in file: Upload, by model: ServedModel) throws -> Data {
    func ask<S: Transcribing>(_ system: S.Type) throws -> Data? {
      let options = try model.options(S.PredictOptions.self)
      return try file.answer(of: .sound) { try S.transcribe(options, samples: [$0]).first }
    }
    guard let found = try ask(model.system(as: (any Transcribing.Type).self)) else {
      throw Problem(.badRequest, "the file holds no sound")
    }
    return found
  }
}
