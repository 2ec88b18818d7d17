import Hummingbird
import ShinsoExperiments

/// Words that are used alike.
struct WordPanel: Panel {
  let services: Services

  private static let words = Parameter.required(
    "words", "Words with spaces between them.", .text(longest: 1000))
  private static let answer = Schema.object([
    "query": .list(.text),
    "models": .list(
      .object([
        "model": .text, "problem": .text.optional,
        "words": .list(.object(["word": .text, "cosine": .number])),
      ])),
  ])

  var endpoints: [Endpoint] {
    [
      .get(
        "/api/nearest", "The words nearest to one, or to the sum of several.",
        [.model, Self.words, .top], answers: .json(Self.answer)
      ) { try await answer($0, .nearest) },
      .get(
        "/api/analogy", "What is to the third word as the second is to the first.",
        [.model, Self.words, .top], answers: .json(Self.answer)
      ) { try await answer($0, .analogy) },
    ]
  }

  private func answer(_ call: Call, _ ability: Ability) async throws -> Response {
    let model = try services.models.model(call["model"], for: ability)
    let words = (call["words"] ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
    let top = call.integer("top") ?? 10
    if words.isEmpty { throw Problem(.badRequest, "words is empty") }
    if ability == .analogy, words.count != 3 {
      throw Problem(.badRequest, "words: an analogy takes three words, as in man woman king")
    }
    return try .json(
      await services.ask { () -> NearWords in
        ability == .analogy
          ? try Self.analogy(of: words, by: model, top) : try Self.near(words, by: model, top)
      })
  }

  private static func near(
    _ words: [String], by model: ServedModel, _ top: Int
  ) throws -> NearWords {
    func ask<S: NearestWords>(_ system: S.Type) throws -> NearWords {
      try S.nearest(model.options(S.NearestOptions.self), to: words, top: top)
    }
    return try ask(model.system(as: (any NearestWords.Type).self))
  }

  private static func analogy(
    of words: [String], by model: ServedModel, _ top: Int
  ) throws -> NearWords {
    func ask<S: Analogies>(_ system: S.Type) throws -> NearWords {
      try S.analogy(model.options(S.AnalogyOptions.self), of: words, top: top)
    }
    return try ask(model.system(as: (any Analogies.Type).self))
  }
}
