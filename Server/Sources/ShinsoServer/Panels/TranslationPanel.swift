import Hummingbird
import ShinsoExperiments

/// A sentence in another language, and where the translator looked.
struct TranslationPanel: Panel {
  let services: Services

  var endpoints: [Endpoint] {
    [
      .get(
        "/api/translate",
        "A translation. weights: for each token written, how much each one read was looked at.",
        [.model, .required("text", "A sentence.", .text(longest: 1000))],
        answers: .json(
          .object([
            "source": .list(.text), "tokens": .list(.text), "text": .text,
            "weights": .list(.list(.number)),
          ])), translate)
    ]
  }

  private func translate(_ call: Call) async throws -> Response {
    let model = try services.models.model(call["model"], for: .translate)
    let text = call["text"] ?? ""
    return try .json(await services.ask { try Self.translation(of: text, by: model) })
  }

  private static func translation(of text: String, by model: ServedModel) throws -> Translation {
    func ask<S: Translating>(_ system: S.Type) throws -> Translation {
      try S.translator(model.options(S.TranslateOptions.self))(text, "text")
    }
    return try ask(model.system(as: (any Translating.Type).self))
  }
}
