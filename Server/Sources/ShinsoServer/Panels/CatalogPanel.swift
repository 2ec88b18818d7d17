import Hummingbird
import ShinsoExperiments
import ShinsoFormats

/// Every system, and what of it is trained.
struct CatalogPanel: Panel {
  private struct Entry: Encodable {
    let id: String
    let field: String
    let year: Int
    let title: String
    let data: String
    let expectation: String
    let verbs: [String]
    /// The command that trains it; absent if it is not trained.
    let train: String?
    let isTrained: Bool
    /// Absent if the data are not in the catalog.
    let isDataInCache: Bool?
  }

  let services: Services

  private static let entry = Schema.object([
    "id": .text, "field": .choice(About.Field.allCases.map(\.rawValue)), "year": .integer,
    "title": .text, "data": .text, "expectation": .text, "verbs": .list(.text),
    "train": .text.optional, "isTrained": .boolean, "isDataInCache": .boolean.optional,
  ])

  var endpoints: [Endpoint] {
    [
      .get(
        "/api/systems", "Every system, by its field and year.",
        answers: .json(.object(["systems": .list(Self.entry)]))
      ) { _ in try .json(["systems": systems()]) },
      .get(
        "/api/models", "What is trained and can be asked, and what each can do.",
        answers: .json(.object(["models": .list(ServedModel.schema)]))
      ) { _ in try .json(["models": services.models.models]) },
    ]
  }

  private func systems() -> [Entry] {
    let cache = Cache()
    let trained = Set(services.models.runs.systems)
    return Catalog.systems.map { system in
      let about = system.about
      let command = ["shinso", "train", about.id] + (about.example.isEmpty ? [] : [about.example])
      return Entry(
        id: about.id, field: about.field.rawValue, year: about.year, title: about.title,
        data: about.data, expectation: about.expectation, verbs: system.verbs,
        train: system is any Trainable.Type ? command.joined(separator: " ") : nil,
        isTrained: trained.contains(about.id),
        isDataInCache: about.isDataInCache(cache))
    }
  }
}
