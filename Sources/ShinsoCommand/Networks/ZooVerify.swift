import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

struct ZooVerify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Compares the networks in the cache with their checksums.",
    discussion: """
      EXAMPLES
        shinso zoo verify
        shinso zoo verify resnet50
      Names what is damaged and what mends it, and ends with the code 1 if anything is.
      """)
  @Argument(help: "The networks. (default: all that are in the cache)")
  var ids: [String] = []

  func run() throws {
    let folders = Cache().folders(of: .zoo)
    for id in ids where !folders.contains(where: { $0.lastPathComponent == id }) {
      throw InputError(id, "is not in the cache (shinso zoo list)")
    }
    let chosen = folders.filter { ids.isEmpty || ids.contains($0.lastPathComponent) }
    if chosen.isEmpty { return print("the cache holds no networks") }
    let progress = ProgressReporter(title: "verify", total: chosen.count, unit: "networks")
    let checks = chosen.enumerated().map { index, folder in
      defer { progress.update(index + 1) }
      return EntryCheck(folder)
    }
    progress.finish()
    for check in checks { print("\(check.id): \(Self.words(check))") }
    let damaged = checks.filter {
      if case .damaged = $0.state { return true }
      return false
    }
    if damaged.isEmpty { return }
    let names = damaged.map(\.id).joined(separator: ", ")
    throw InputError(
      names,
      "damaged in the cache \(Cache().root.path); mend each as told above")
  }

  private static func words(_ check: EntryCheck) -> String {
    let mending = ModelZoo.mending(check.id, in: Cache())
    switch check.state {
    case .intact: return "intact, \(FetchProgress.size(check.byteCount))"
    case .damaged(let problems):
      return "damaged: \(problems.joined(separator: ", ")); mend it by `\(mending)`"
    case .unknown: return "not checked: no checksums were kept of it; `\(mending)`"
    }
  }
}
