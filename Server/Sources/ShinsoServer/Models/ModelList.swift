import Foundation
import ShinsoExperiments
import ShinsoFormats
import ShinsoTraining
import ShinsoZoo
import Synchronization

/// The models that can be asked. A run that ends, or a network that is fetched, appears by itself.
package final class ModelList: Sendable {
  private struct State {
    var models: [ServedModel] = []
    var date = ContinuousClock.Instant.now - .seconds(3600)
    /// By file and stamp: opening hundreds of files takes longer than listing them. nil: no model.
    var systems: [String: String?] = [:]
  }

  /// For how long the list is not made anew.
  private static let freshness = Duration.seconds(2)

  let runs: RunList
  private let state = Mutex(State())

  package init(_ runs: RunList) { self.runs = runs }

  /// Those of runs first, then those of the zoo.
  package var models: [ServedModel] {
    state.withLock { state in
      if ContinuousClock.now - state.date > Self.freshness {
        state.models = ofRuns(&state.systems) + ofZoo()
        state.date = .now
      }
      return state.models
    }
  }

  /// The model of that id, or without one the first that can do it.
  ///
  /// - Throws: ``Problem`` if there is none.
  func model(_ id: String?, for ability: Ability) throws -> ServedModel {
    let able = models.filter { $0.abilities.contains(ability) }
    guard let id else {
      // A network of the zoo knows more than one that learned a few digits.
      if let first = able.first(where: { $0.source == .zoo }) ?? able.first { return first }
      throw Problem(.notFound, "nothing is trained that can \(ability.rawValue); see /api/systems")
    }
    if let model = able.first(where: { $0.id == id }) { return model }
    throw Problem(
      .notFound, "no model of that id can \(ability.rawValue); /api/models lists them")
  }

  private func ofRuns(_ systems: inout [String: String?]) -> [ServedModel] {
    runs.names.compactMap { name in
      let folder = RunFolder(runs.root.appending(path: name))
      guard folder.hasModel, let stamp = FileStamp(folder.model)?.text else { return nil }
      let key = "\(folder.model.path) \(stamp)"
      let id = systems[key] ?? TrainedModel.system(of: folder.url.path)?.about.id
      systems[key] = .some(id)
      guard let system = id.flatMap(Catalog.system) else { return nil }
      let model = ServedModel(run: name, path: folder.url.path, stamp: stamp, of: system)
      return model.abilities.isEmpty ? nil : model
    }
  }

  private func ofZoo() -> [ServedModel] {
    ModelZoo.listings(in: Cache()).compactMap { entry in
      guard let status = entry.status, status.state == .present,
        (try? ModelZoo.entry(entry.id))?.lastLayer == nil
      else { return nil }
      return ServedModel(zoo: entry, stamp: "\(status.sha256.sorted { $0.key < $1.key })")
    }
  }
}
