import Hummingbird
import ShinsoExperiments
import ShinsoZoo

/// Whether a sentence is good or bad, with its tree.
struct SentencePanel: Panel {
  private struct Answer: Encodable {
    let classes: [Prediction.Class]
    let tree: String
    let picture: String
  }

  let services: Services

  var endpoints: [Endpoint] {
    [
      .get(
        "/api/judge",
        "The classes of a sentence, best first; its tree in brackets and as an SVG picture.",
        [.model, .required("text", "A sentence.", .text(longest: 1000)), .top],
        answers: .json(
          .object([
            "classes": .list(.object(["name": .text, "probability": .number])), "tree": .text,
            "picture": .text,
          ])), judge)
    ]
  }

  private func judge(_ call: Call) async throws -> Response {
    let model = try services.models.model(call["model"], for: .judge)
    let (text, top) = (call["text"] ?? "", call.integer("top") ?? 5)
    let answer = try await services.ask { try Self.prediction(of: text, by: model, top: top) }
    return try .json(
      Answer(
        classes: answer.prediction.classes, tree: answer.tree, picture: answer.picture))
  }

  private static func prediction(
    of text: String, by model: ServedModel, top: Int
  ) throws -> TextPrediction {
    func ask<S: PredictingText>(_ system: S.Type) throws -> [TextPrediction] {
      try S.predict(model.options(S.PredictOptions.self), texts: [text], top: top)
    }
    guard let answer = try ask(model.system(as: (any PredictingText.Type).self)).first else {
      throw Problem(.badRequest, "text: there is no sentence in it")
    }
    return answer
  }
}
