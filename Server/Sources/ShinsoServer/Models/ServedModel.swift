import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoTensor
import ShinsoZoo

/// A trained model that can be asked: one of a run, or a network of the zoo that is in the cache.
package struct ServedModel: Sendable {
  enum Source: String, Sendable, Encodable, CaseIterable { case run, zoo }

  /// A model as it was when its file was written.
  struct Version: Hashable, Sendable {
    let id: String
    let stamp: String
  }

  /// The run's path below the folder of runs, or the network's name in the zoo.
  let id: String
  let title: String
  /// The system's id; of the zoo, the network's.
  let system: String
  let source: Source
  let abilities: [Ability]
  /// Changes with its file.
  let stamp: String
  /// What `--model` takes; of the zoo, the name.
  let path: String
  /// nil: a network of the zoo.
  private let type: (any System.Type)?

  var version: Version { Version(id: id, stamp: stamp) }

  /// The model of a run.
  init(run id: String, path: String, stamp: String, of system: any System.Type) {
    self.id = id
    self.path = path
    self.stamp = stamp
    let about = system.about
    title = about.title
    self.system = about.id
    source = .run
    abilities = Ability.all(of: system)
    type = system
  }

  /// A network of the zoo.
  init(zoo entry: NetworkListing, stamp: String) {
    id = "zoo/\(entry.id)"
    path = entry.id
    self.stamp = stamp
    title = entry.title
    system = entry.id
    source = .zoo
    abilities = [.classify, .locate]
    type = nil
  }

  /// The system as one that has a verb.
  ///
  /// - Throws: ``Problem`` if it is none.
  func system<Verb>(as verb: Verb.Type) throws -> Verb {
    guard let type = type as? Verb else {
      throw Problem(.notFound, "\(id) cannot do that; /api/models lists what each model can")
    }
    return type
  }

  /// Whether it is a network whose layers compute on pictures, which stays open.
  var isNetwork: Bool { type == nil || type is any VisualizingLayers.Type }

  /// Opens the network.
  ///
  /// - Throws: `InputError` if its files are damaged.
  func network() throws -> PretrainedNetwork {
    guard let type else { return try PretrainedNetwork(path) }
    func open<S: VisualizingLayers>(_ system: S.Type) throws -> PretrainedNetwork {
      try S.network(options(S.LayerOptions.self))
    }
    guard let network = type as? any VisualizingLayers.Type else {
      throw Problem(.notFound, "\(id) is no network for pictures")
    }
    return try open(network)
  }

  /// Options of a verb, as the command line reads them: this model and others.
  ///
  /// - Throws: ``Problem`` for options that the system does not have.
  func options<Options: ParsableArguments>(
    _ type: Options.Type, _ others: [String] = []
  ) throws -> Options {
    do {
      return try Options.parse(["--model", path] + others)
    } catch {
      throw Problem(.badRequest, Options.message(for: error))
    }
  }
}

extension ServedModel: Encodable {
  private enum CodingKeys: String, CodingKey { case id, title, system, source, abilities }

  static let schema = Schema.object([
    "id": .text, "title": .text, "system": .text,
    "source": .choice(Source.allCases.map(\.rawValue)),
    "abilities": .list(.choice(Ability.allCases.map(\.rawValue))),
  ])
}
