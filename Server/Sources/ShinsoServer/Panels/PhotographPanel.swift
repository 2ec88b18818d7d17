import Foundation
import Hummingbird
import ShinsoData
import ShinsoExperiments
import ShinsoTensor
import ShinsoZoo

/// What a photograph shows, and where in it.
struct PhotographPanel: Panel {
  let services: Services

  var endpoints: [Endpoint] {
    [
      .post(
        "/api/classify", "The classes of a picture, best first; of a captioner, its captions.",
        [.model, .top], takes: .picture,
        answers: .json(
          .object([
            "sample": .text, "classes": .list(.object(["name": .text, "probability": .number])),
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
    let prediction = try await services.receive(call) { file in
      if model.isNetwork {
        return try await services.pictures.prediction(file, by: model, top: top)
      }
      return try await services.ask { try Self.prediction(file, by: model, top: top) }
    }
    return try .json(prediction)
  }

  /// By a system that is no network alone, such as a support vector machine on features of one.
  private static func prediction(
    _ file: Upload, by model: ServedModel, top: Int
  ) throws -> Prediction {
    func ask<S: Predicting>(_ system: S.Type) throws -> Prediction {
      let options = try model.options(S.PredictOptions.self)
      let answers = try file.asFile { try S.predict(options, samples: [$0], top: top) }
      guard let answer = answers.first else {
        throw Problem(.badRequest, "the file holds no picture")
      }
      return Prediction(sample: Upload.name, classes: answer.classes)
    }
    return try ask(model.system(as: (any Predicting.Type).self))
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
