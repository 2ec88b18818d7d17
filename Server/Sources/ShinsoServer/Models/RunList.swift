import Foundation
import ShinsoExperiments
import ShinsoTraining

/// The folders of runs, at most a few levels below one folder.
package struct RunList: Sendable {
  let root: URL
  private static let deepest = 3
  /// A folder with more is none of runs.
  private static let most = 2000

  package init(_ root: URL) { self.root = root }

  /// Paths below the root, in order.
  var names: [String] {
    var found: [String] = []
    search("", depth: 0, &found)
    return found.sorted()
  }

  /// The folder of a run.
  ///
  /// - Throws: ``Problem`` for a name that is none of ``names``.
  func folder(_ name: String) throws -> RunFolder {
    guard names.contains(name) else {
      throw Problem(.notFound, "there is no run of that name; /api/runs lists them")
    }
    return RunFolder(root.appending(path: name))
  }

  /// The system of a run, as its configuration tells; nil: it tells none.
  func system(of name: String) -> String? {
    let folder = RunFolder(root.appending(path: name))
    if let config = try? RunConfiguration(contentsOf: folder.config) { return config.system }
    return TrainedModel.system(of: folder.url.path)?.about.id
  }

  /// The systems of which there is a trained model.
  var systems: [String] {
    names.filter { RunFolder(root.appending(path: $0)).hasModel }.compactMap(system)
  }

  private func search(_ path: String, depth: Int, _ found: inout [String]) {
    let folder = path.isEmpty ? root : root.appending(path: path)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    if names.contains("config.json") || names.contains("model.safetensors") {
      if !path.isEmpty { found.append(path) }
      return
    }
    if depth == Self.deepest { return }
    for name in names.sorted() where !name.hasPrefix(".") && found.count < Self.most {
      var isFolder: ObjCBool = false
      let below = folder.appending(path: name).path
      if FileManager.default.fileExists(atPath: below, isDirectory: &isFolder), isFolder.boolValue {
        search(path.isEmpty ? name : "\(path)/\(name)", depth: depth + 1, &found)
      }
    }
  }
}
