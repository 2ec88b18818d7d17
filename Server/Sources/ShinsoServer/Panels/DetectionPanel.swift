import Foundation
import Hummingbird
import ShinsoExperiments

/// The objects in a picture.
struct DetectionPanel: Panel {
  let services: Services

  private static let object = Schema.object([
    "class": .text, "score": .number, "left": .number, "top": .number, "right": .number,
    "bottom": .number,
  ])

  var endpoints: [Endpoint] {
    [
      .post(
        "/api/detect", "The objects in a picture with their boxes in pixels, best first.", [.model],
        takes: .picture,
        answers: .json(
          .object([
            "sample": .text, "width": .integer, "height": .integer, "threshold": .number,
            "objects": .list(Self.object),
          ])), detect)
    ]
  }

  private func detect(_ call: Call) async throws -> Response {
    let model = try services.models.model(call["model"], for: .detect)
    let found = try await services.receive(call) { file in
      try await services.ask { try Self.objects(in: file, by: model) }
    }
    return .file(found, "application/json")
  }

  private static func objects(in file: Upload, by model: ServedModel) throws -> Data {
    func ask<S: Detecting>(_ system: S.Type) throws -> Data? {
      let options = try model.options(S.PredictOptions.self)
      return try file.answer(of: .picture) { try S.detect(options, samples: [$0]).first }
    }
    guard let found = try ask(model.system(as: (any Detecting.Type).self)) else {
      throw Problem(.badRequest, "the file holds no picture")
    }
    return found
  }
}
