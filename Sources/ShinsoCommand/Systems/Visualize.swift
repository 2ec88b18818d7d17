import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoFormats
import ShinsoTensor
import ShinsoZoo

struct Visualize: ParsableCommand, FileVerb {
  static let verb = "visualize"

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      abstract: "Draws what a trained system has learned.",
      discussion: """
        EXAMPLES
          shinso visualize dbn -o codes.png
          shinso visualize \(PretrainedNetwork.defaultName) saliency --sample photo.jpg
        Of a network, several kinds of pictures can be drawn, each a command of its own; \
        `shinso visualize \(PretrainedNetwork.defaultName) --help` lists them. In place of a \
        network's name, a file or folder may stand: a run's, or one with a network.
        """,
      subcommands: [UnknownSystem<Visualize>.self, VisualizeNetwork<FileNetwork>.self],
      groupedSubcommands: SystemCommands.groups(SystemCommands.visualize),
      defaultSubcommand: UnknownSystem<Visualize>.self)
  }
}

extension Visualize {
  static func command(forFile path: String, _ words: [String]) throws -> (any ParsableCommand)? {
    func open<S: Visualizing>(_ system: S.Type) throws -> any ParsableCommand {
      try VisualizeSystem<S>.parseAsRoot(["--model", path] + words)
    }
    // The kind of picture comes first to the parser.
    func openLayers<S: VisualizingLayers>(
      _ system: S.Type, _ file: [String]
    ) throws -> any ParsableCommand {
      let kinds = NetworkPictures.all.map { $0.kind } + ["layers"]
      guard let first = words.first else { return try VisualizeNetwork<S>.parseAsRoot(file) }
      if first == "--help" { return try VisualizeNetwork<S>.parseAsRoot(words) }
      guard kinds.contains(first) else {
        throw UsageError(
          message: "unknown kind of picture '\(first)'\(NearestName.hint(first, among: kinds)) "
            + "(shinso visualize \(path) --help)")
      }
      return try VisualizeNetwork<S>.parseAsRoot([first] + file + words.dropFirst())
    }
    let system = TrainedModel.system(of: path)
    if let system = system as? any Visualizing.Type { return try open(system) }
    if let system = system as? any VisualizingLayers.Type {
      return try openLayers(system, ["--model", path])
    }
    return try openLayers(FileNetwork.self, [path])
  }
}

/// The file that `-o` names: its ending says the kind of picture, and a name without one gets it.
///
/// - Throws: `UsageError` for the ending of another kind.
func pictureFile(_ path: String, _ kind: String) throws -> URL {
  let url = URL(filePath: path)
  try checkNoFolder(url)
  switch url.pathExtension.lowercased() {
  case kind: return url
  case "": return url.appendingPathExtension(kind)
  case let other:
    throw UsageError(
      message: "-o \(path): the picture is drawn as .\(kind), not as .\(other)")
  }
}

/// `shinso visualize ID`.
struct VisualizeSystem<S: Visualizing>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: S.about.id, abstract: S.about.title,
      discussion: "EXAMPLE\n  shinso visualize \(S.about.id) \(S.visualizeExample)")
  }

  @Option(
    name: .shortAndLong, help: "The \(S.pictureExtension.uppercased()) file.", completion: .file())
  var output = "\(S.about.id).\(S.pictureExtension)"
  @OptionGroup var options: S.VisualizeOptions

  func validate() throws {
    try checkPicture(output, of: "--output", is: S.pictureExtension)
  }

  func run() throws {
    let picture = try pictureFile(output, S.pictureExtension)
    try AtomicFile.checkWritable(picture)
    try S.visualize(options, to: picture)
    Console.note(picture.relativePath)
  }
}

/// - Throws: `InputError` for a folder where a file is to be written.
func checkNoFolder(_ file: URL) throws {
  var isFolder: ObjCBool = false
  if FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder), isFolder.boolValue {
    throw InputError(file.relativePath, "is a folder; name a file")
  }
}
