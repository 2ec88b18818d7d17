import Foundation
import Hummingbird
import ShinsoTraining

/// Trainings with their curves, while they go on and afterwards.
struct RunPanel: Panel {
  private struct Entry: Encodable {
    let name: String
    let system: String?
    /// Whether it has left a model.
    let isFinished: Bool
    /// The seconds since it last wrote to its log; absent without one.
    let idleSeconds: Double?
    /// Pictures in its folder.
    let pictures: [String]
  }

  private struct Curves: Encodable {
    var metrics: [CurveMetric] = []
    var points: [CurvePoint] = []
    /// Lines of the log so far.
    var count = 0
    /// Seconds that the first line took: those of a run that began anew are others.
    var start: Double?
  }

  let services: Services
  private var runs: RunList { services.models.runs }

  private static let run = Parameter.required(
    "run", "A run of /api/runs by its name.", .text(longest: 300))

  var endpoints: [Endpoint] {
    [
      .get(
        "/api/runs", "The runs, those that were written to last first.",
        answers: .json(
          .object([
            "runs": .list(
              .object([
                "name": .text, "system": .text.optional, "isFinished": .boolean,
                "idleSeconds": .number.optional, "pictures": .list(.text),
              ]))
          ]))
      ) { _ in try .json(["runs": entries()]) },
      .get(
        "/api/curves", "The metrics of a training as they went.",
        [
          Self.run,
          .optional(
            "after",
            "Only what was written after so many lines: the count of the answer before. With "
              + "another start, the run has begun anew; ask from 0.", .integer(0...1_000_000_000)),
        ],
        answers: .json(
          .object([
            "metrics": .list(CurveMetric.schema), "points": .list(CurvePoint.schema),
            "count": .integer, "start": .number.optional,
          ])), curves),
      .get(
        "/api/picture", "A picture that a run has drawn.",
        [Self.run, .required("name", "One of its pictures.", .text(longest: 100))],
        answers: .file("image/png"), picture),
    ]
  }

  private func entries() -> [Entry] {
    let now = Date()
    return runs.names.map { name -> Entry in
      let folder = RunFolder(runs.root.appending(path: name))
      let written = FileStamp(folder.log).map { now.timeIntervalSince($0.date) }
      return Entry(
        name: name, system: runs.system(of: name), isFinished: folder.hasModel,
        idleSeconds: written,
        pictures: RunPicture.allCases.filter {
          FileManager.default.fileExists(atPath: folder.picture($0).path)
        }.map(\.rawValue))
    }.sorted { ($0.idleSeconds ?? .infinity, $0.name) < ($1.idleSeconds ?? .infinity, $1.name) }
  }

  private func curves(_ call: Call) throws -> Response {
    let folder = try runs.folder(call["run"] ?? "")
    guard FileManager.default.fileExists(atPath: folder.log.path) else {
      return try .json(Curves())
    }
    let records = try LogRecord.read(folder.log).filter { $0.split != .layers }
    let after = call.integer("after") ?? 0
    var metrics: [CurveMetric] = []
    for (metric, _) in records.lazy.flatMap(\.values)
    where !metrics.contains(where: { $0.name == metric.name }) {
      metrics.append(CurveMetric(metric))
    }
    return try .json(
      Curves(
        metrics: metrics, points: records.dropFirst(after).map(CurvePoint.init),
        count: records.count, start: records.first?.seconds))
  }

  private func picture(_ call: Call) throws -> Response {
    let folder = try runs.folder(call["run"] ?? "")
    guard let picture = RunPicture(rawValue: call["name"] ?? ""),
      let bytes = try? Data(contentsOf: folder.picture(picture))
    else { throw Problem(.notFound, "the run has no such picture; /api/runs lists them") }
    return .file(bytes, "image/png")
  }
}
