import Foundation
import Hummingbird
import ShinsoData
import ShinsoExperiments
import ShinsoTensor
import ShinsoZoo

/// What a photograph shows, and where in it.
struct PhotographPanel: Panel {
  /// A captioner says something in each of its languages.
  private struct Answer: Encodable {
    let first: Prediction
    let others: [Prediction]

    private enum CodingKeys: String, CodingKey { case others }

    func encode(to encoder: any Encoder) throws {
      try first.encode(to: encoder)
      if others.isEmpty { return }
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(others, forKey: .others)
    }
  }

  let services: Services

  private static let classes = Schema.list(
    .object([
      "name": .text, "probability": .number, "probabilityPerWord": .number.optional,
    ]))

  var endpoints: [Endpoint] {
    [
      .post(
        "/api/classify",
        "The classes of a picture, best first; of a captioner, its captions: those in its first "
          + "language, and as others those in each further one.",
        [.model, .top], takes: .picture,
        answers: .json(
          .object([
            "sample": .text, "classes": Self.classes,
            "others": .list(.object(["sample": .text, "classes": Self.classes])).optional,
          ])), classify),
      .post(
        "/api/locate", "The picture, lit where it speaks for a class: a class activation map.",
        [
          .model,
          .optional(
            "class", "The class by its name or number; the best, if left out.", .text(longest: 200)),
        ], takes: .picture, answers: .file("image/png"), locate),
    ]
  }

  private func classify(_ call: Call) async throws -> Response {
    let model = try services.models.model(call["model"], for: .classify)
    let top = call.integer("top") ?? 5
    return try await .json(
      services.receive(call) { file in
        if model.isNetwork {
          let prediction = try await services.pictures.prediction(file, by: model, top: top)
          return Answer(first: prediction, others: [])
        }
        return try await services.ask { try Self.answer(to: file, by: model, top: top) }
      })
  }

  /// By a system that is no network alone, such as a support vector machine on features of one.
  private static func answer(
    to file: Upload, by model: ServedModel, top: Int
  ) throws -> Answer {
    func ask<S: Predicting>(_ system: S.Type) throws -> [Prediction] {
      let options = try model.options(S.PredictOptions.self)
      return try file.asFile(of: .picture) { path in
        try S.predict(options, samples: [path], top: top).map {
          Prediction(sample: $0.sample.replacing(path, with: Upload.name), classes: $0.classes)
        }
      }
    }
    let all = try ask(model.system(as: (any Predicting.Type).self))
    guard let first = all.first else { throw Problem(.badRequest, "the file holds no picture") }
    return Answer(first: first, others: Array(all.dropFirst()))
  }

  private func locate(_ call: Call) async throws -> Response {
    let model = try services.models.model(call["model"], for: .locate)
    let (name, networks) = (call["class"], services.pictures.networks)
    let queue = services.queue
    let picture = try await services.receive(call) { file in
      try await queue.admitted {
        let image = try await services.pictures.prepared(file, for: model)
        return try await queue.compute { try Self.map(of: image, name, networks.view(model)) }
      }
    }
    return .file(picture, "image/png")
  }

  private static func number(of name: String, in view: NetworkView) throws -> Int {
    do {
      return try view.network.classNumber(name)
    } catch let error as InputError {
      throw Problem(.notFound, error.problem)
    }
  }

  /// A PNG file.
  private static func map(
    of image: Image, _ name: String?, _ view: NetworkView
  ) throws -> [UInt8] {
    let sample = view.sample(image, URL(filePath: Upload.name))
    let names = view.network.classNames
    let best = { try view.prediction(of: sample, top: 1).classes.first?.name }
    let number =
      try name.map { try Self.number(of: $0, in: view) } ?? names.firstIndex(of: best() ?? "") ?? 0
    return try view.classMap(ofClass: number, for: sample).lit(sample.image).pngBytes()
  }
}
