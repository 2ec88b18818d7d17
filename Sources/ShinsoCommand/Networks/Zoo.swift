import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoFormats
import ShinsoZoo

struct Zoo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Pretrained networks: list, get, show.",
    discussion: "EXAMPLE\n  shinso zoo show \(PretrainedNetwork.defaultName)",
    subcommands: [ZooList.self, ZooGet.self, ZooShow.self])
}

struct ZooList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the networks.",
    discussion: "EXAMPLE\n  shinso zoo list --json")
  @Flag("One JSON object on standard output.") var json = false

  func run() throws {
    let cache = Cache()
    if json { return try printJSON(["networks": ModelZoo.entries.map { $0.listing(in: cache) }]) }
    printTable(
      [["ID", "PARAMETERS", "DOWNLOAD", "LICENSE", "IN CACHE", "TITLE"]]
        + ModelZoo.entries.map { entry in
          let status = cache.status(of: entry.entry)
          return [
            entry.id, "\(entry.parameterCount)", FetchProgress.size(status.downloadBytes),
            status.license, status.state == .present ? "yes" : "no", status.title,
          ]
        })
  }
}

/// Where to take an entry from and whether to fetch it anew.
struct GetOptions: ParsableArguments {
  @Option(
    "A file, or a folder with the files, to take in place of a download or the cache.",
    default: "none", completion: .file())
  var from: String?
  @Flag("Fetch it anew, even if it is in the cache.")
  var again = false

  func get(_ entry: CatalogEntry) throws {
    print(
      try Fetching.folder(entry, from: from.map { URL(filePath: $0) }, again: again || from != nil)
        .path)
  }
}

struct ZooGet: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get", abstract: "Fetches a network and prints its folder.",
    discussion: "EXAMPLE\n  shinso zoo get \(PretrainedNetwork.defaultName)")
  @Argument(help: "The network.", completion: .pretrained)
  var id: String
  @OptionGroup var options: GetOptions

  func run() throws { try options.get(known(ModelZoo.entry(id)).entry) }
}

struct ZooShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows a network's layers and what is known of it.",
    discussion: "EXAMPLE\n  shinso zoo show \(PretrainedNetwork.defaultName)")
  @Argument(help: "The network.", completion: .pretrained)
  var id: String

  func run() throws {
    let entry = try known(ModelZoo.entry(id))
    let status = Cache().status(of: entry.entry)
    print("\(entry.id): \(status.title)")
    print("license: \(status.license)   source: \(status.homepage)")
    print("in cache: \(status.state == .present ? status.path : "no (\(entry.entry.command))")")
    if let layer = entry.lastLayer { print("weights: up to \(layer), \(entry.parameterCount)") }
    try printSummary(of: NetworkSource(id).architecture)
  }
}
