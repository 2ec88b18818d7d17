import Hummingbird
import ShinsoData
import ShinsoExperiments
import ShinsoTensor

/// The pictures of a model's training that are most like a photograph.
struct RecallPanel: Panel {
  private struct Answer: Encodable {
    var pictures: [Picture] = []
    /// Pictures that were looked at so far, of those that can be.
    var searched = 0
    var searchable = 0
    /// All pictures of the training.
    var learned = 0
    /// Why there are none.
    var problem: String?
  }

  private struct Picture: Encodable {
    let number: Int
    let `class`: String
    let similarity: Double
  }

  let services: Services
  let indexes: PictureIndexes

  /// How long a request waits for an index that grows; then it is told of the pictures so far.
  private static let patience = Duration.seconds(4)
  /// Pixels of a picture each way.
  private static let side = 160

  private static let answer = Schema.object([
    "pictures": .list(.object(["number": .integer, "class": .text, "similarity": .number])),
    "searched": .integer, "searchable": .integer, "learned": .integer, "problem": .text.optional,
  ])

  var endpoints: [Endpoint] {
    [
      .post(
        "/api/recall",
        "The pictures of the training most like a picture, by the cosine of what the network sees "
          + "before its last layer. The first time, the training's pictures (of many, 5,000 at "
          + "most) are looked at in the background: while searched is below searchable, ask again. "
          + "problem: why there are none.",
        [.model, .top], takes: .picture, answers: .json(Self.answer), recall),
      .get(
        "/api/recalled", "A picture of the training by its number in /api/recall, made small.",
        [.model, .required("number", "Its number.", .integer(0...1_000_000_000))],
        answers: .file("image/png"), recalled),
    ]
  }

  private func recall(_ call: Call) async throws -> Response {
    let model = try services.models.model(call["model"], for: .recall)
    let top = call.integer("top") ?? 6
    return try await .json(
      services.receive(call) { file in
        let index: GrowingIndex
        do {
          index = try await services.ask { try indexes.index(model) }
        } catch let problem as InputError {
          return Answer(problem: problem.description)
        }
        let image = try await services.queue.admitted {
          try await services.pictures.prepared(file, by: index.preparation)
        }
        try await index.wait(atMost: Self.patience)
        if let problem = index.problem { return Answer(problem: problem.description) }
        return try await services.ask { Self.answer(index, image, top: top) }
      })
  }

  @ComputeThread private static func answer(
    _ index: GrowingIndex, _ image: Image, top: Int
  ) -> Answer {
    let (neighbors, searched) = index.nearest(to: image, top: top)
    return Answer(
      pictures: neighbors.map {
        Picture(
          number: $0.number, class: index.listing.className($0.number), similarity: $0.similarity)
      }, searched: searched, searchable: index.listing.count, learned: index.learned)
  }

  private func recalled(_ call: Call) async throws -> Response {
    let model = try services.models.model(call["model"], for: .recall)
    let number = call.integer("number") ?? 0
    do {
      let listing = try await services.ask { try indexes.index(model).listing }
      guard number < listing.count else {
        throw Problem(.notFound, "there is no picture of that number; /api/recall tells them")
      }
      let bytes = try await services.queue.admitted {
        try await services.pictures.decoded {
          try listing.image(number).scaled(toFit: Self.side, Self.side).pngBytes()
        }
      }
      return .file(bytes, "image/png")
    } catch let problem as InputError {
      throw Problem(.notFound, "the picture is gone: \(problem)")
    }
  }
}
