import Foundation
import Hummingbird
import ShinsoExperiments
import ShinsoTensor

/// Words that are used alike.
struct WordPanel: Panel {
  let services: Services

  private static let words = Parameter.required(
    "words", "Words with spaces between them.", .text(longest: 1000))
  private static let pair = ["a", "b", "c"].map {
    Parameter.required($0, "A word: a is to b as c is to what is looked for.", .text(longest: 100))
  }
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
        [.model, Self.words, .top], answers: .json(Self.answer), nearest),
      .get(
        "/api/analogy", "What is to the third word as the second is to the first.",
        [.model] + Self.pair + [.top], answers: .json(Self.answer), analogy),
    ]
  }

  private func nearest(_ call: Call) async throws -> Response {
    let words = (call["words"] ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
    return try await answer(call, .nearest) { try Self.near(words, by: $0, $1) }
  }

  private func analogy(_ call: Call) async throws -> Response {
    let words = ["a", "b", "c"].map { name in
      (call[name] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    }
    return try await answer(call, .analogy) { try Self.analogy(of: words, by: $0, $1) }
  }

  /// - Throws: ``Problem`` for a word that the model does not know.
  private func answer(
    _ call: Call, _ ability: Ability,
    _ ask: @escaping @ComputeThread @Sendable (ServedModel, Int) throws -> NearWords
  ) async throws -> Response {
    let model = try services.models.model(call["model"], for: ability)
    let top = call.integer("top") ?? 10
    do {
      return try await .json(services.ask { try ask(model, top) })
    } catch let error as InputError {
      throw Problem(.notFound, error.description)
    }
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
