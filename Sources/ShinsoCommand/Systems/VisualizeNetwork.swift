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
      subcommands: NetworkPictures.all.map { open($0) } + [ListLayers<S>.self],
      defaultSubcommand: NetworkPictures.all.first.map { open($0) })
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
    P.isPage ? "The HTML file." : "The picture as a PNG file, or a page with it as an HTML file.",
    name: .shortAndLong, default: "NETWORK-\(P.kind).\(P.isPage ? "html" : "png")",
    completion: .file())
  var output: String?

  func validate() throws {
    guard let output else { return }
    let ending = URL(filePath: output).pathExtension.lowercased()
    let known = P.isPage ? ["html", "htm"] : ["png", "html", "htm"]
    if !ending.isEmpty, !known.contains(ending) {
      throw ValidationError(
        "--output \(output): name a file that ends in \(P.isPage ? "" : ".png or ").html")
    }
  }

  func run() throws {
    let network = try S.network(network)
    let usual = "\(URL(filePath: network.name).lastPathComponent)-\(P.kind)"
    let kind = P.isPage ? "html" : "png"
    var file = URL(filePath: output ?? "\(usual).\(kind)")
    try checkNoFolder(file)
    if file.pathExtension.isEmpty { file = file.appendingPathExtension(kind) }
    if file.pathExtension.lowercased() == "png" {
      guard Plot.isAvailable else {
        throw InputError(
          file.relativePath,
          "a PNG file needs gnuplot (Debian: gnuplot-nox, Homebrew: gnuplot); a page does not: "
            + "-o \(usual).html")
      }
      try Plot.checkDrawable(to: file)
      for (number, figure) in try P.figures(of: network, options).enumerated() {
        let place = file.numbered(number)
        try figure.write(to: place)
        Console.note(place.relativePath)
      }
    } else {
      try AtomicFile.checkWritable(file)
      let title = Wording("What \(network.name) has learned", "\(network.name) が学んだこと")
      try PicturePage(title: title, sections: P.figures(of: network, options)).write(to: file)
      Console.note(file.relativePath)
    }
  }
}

extension URL {
  /// The first of several files has its name as it is; others are numbered from 2 on.
  fileprivate func numbered(_ place: Int) -> URL {
    if place == 0 { return self }
    let name = deletingPathExtension().lastPathComponent
    return deletingLastPathComponent().appending(path: "\(name)-\(place + 1).\(pathExtension)")
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
