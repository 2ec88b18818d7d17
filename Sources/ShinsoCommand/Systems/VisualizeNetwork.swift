import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

/// `shinso visualize NETWORK`.
struct VisualizeNetwork<S: VisualizingLayers>: ParsableCommand {
  static var configuration: CommandConfiguration {
    func open<P: NetworkPicture>(_ kind: P.Type) -> any ParsableCommand.Type {
      VisualizeLayers<S, P>.self
    }
    return CommandConfiguration(
      commandName: S.about.id, _superCommandName: "shinso \(Visualize.verb)",
      abstract: S.about.title,
      discussion: """
        EXAMPLES
          shinso visualize \(S.about.id) saliency --sample photo.jpg
          shinso visualize \(S.about.id) layers
        """,
      shouldDisplay: S.self != FileNetwork.self,
      subcommands: NetworkPictures.all.map { open($0) } + [ListLayers<S>.self])
  }
}

/// `shinso visualize NETWORK KIND`.
struct VisualizeLayers<S: VisualizingLayers, P: NetworkPicture>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: P.kind, _superCommandName: "shinso \(Visualize.verb) \(S.about.id)",
      abstract: P.abstract,
      discussion: "EXAMPLE\n  shinso visualize \(S.about.id) \(P.kind) \(P.example)")
  }

  @OptionGroup var network: S.LayerOptions
  @OptionGroup var options: P.Options
  @Option(
    "The picture as a PNG file, or a page of it as an HTML file.", name: .shortAndLong,
    default: "NETWORK-\(P.kind).png", completion: .file())
  var output: String?

  func validate() throws {
    guard let output else { return }
    let ending = URL(filePath: output).pathExtension.lowercased()
    if !["", "png", "html", "htm"].contains(ending) {
      throw ValidationError("--output \(output): name a file that ends in .png or .html")
    }
  }

  func run() throws {
    let network = try S.network(network)
    let name = network.name.split(separator: "/").last.map(String.init) ?? network.name
    var file = URL(filePath: output ?? "\(name)-\(P.kind).png")
    if file.pathExtension.isEmpty { file = file.appendingPathExtension("png") }
    let isPage = file.pathExtension.lowercased().hasPrefix("htm")
    if isPage { try AtomicFile.checkWritable(file) } else { try Plot.checkDrawable(to: file) }
    let figures = try P.figures(of: network, options)
    if isPage {
      try PicturePage(title: Wording(network.name, network.name), figures: figures).write(to: file)
    } else {
      for figure in figures { try figure.write(to: file) }
    }
    Console.note(file.relativePath)
  }
}

/// `shinso visualize NETWORK layers`.
struct ListLayers<S: VisualizingLayers>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "layers", _superCommandName: "shinso \(Visualize.verb) \(S.about.id)",
      abstract: "The layers that --layer can name, with their outputs.",
      discussion: "EXAMPLE\n  shinso visualize \(S.about.id) layers")
  }

  @OptionGroup var network: S.LayerOptions

  func run() throws {
    let view = try NetworkView(S.network(network))
    Table(["LAYER", "OUTPUT"], view.layers.map { [$0.name, $0.output.description] }).show()
  }
}
