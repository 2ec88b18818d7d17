import ArgumentParser
import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

/// Pictures on a plane, those near each other of which a layer's features are alike.
enum EmbeddingPicture: NetworkPicture {
  static let kind = "embedding"
  static let abstract = "A folder of pictures on a plane, by what a layer makes of them."
  static let example = "--data photos/"

  enum Method: String, CaseIterable, ExpressibleByArgument {
    case tsne, pca
  }

  enum Mark: String, CaseIterable, ExpressibleByArgument {
    case pictures, points
  }

  struct Options: ParsableArguments {
    @Option(
      help: "A folder of pictures, or of folders by class. (needed)", completion: .file())
    var data: String
    @Option("A layer, a name that `layers` lists.", default: "the last before the classifier")
    var layer: String?
    @Option("t-SNE keeps neighbors together, PCA distances.") var method = Method.tsne
    @Option("What stands for a picture.", default: "pictures up to 300 of them") var show: Mark?
    @Option("How many pictures at most, evenly from all.", in: 2...5000) var limit = 1000
    @Option("About how many neighbors a picture has in t-SNE.", in: .positive) var perplexity = 30.0
    @Option("Of t-SNE's first places.", in: 0...UInt64.max) var seed: UInt64 = 1
  }

  static func figures(of network: PretrainedNetwork, _ options: Options) throws -> [Figure] {
    let found = try FeatureWriter.items(in: URL(filePath: options.data))
    let chosen = ContactSheet.choice(of: found.items.count, limit: options.limit)
    let items = chosen.map { found.items[$0] }
    guard items.count > 1 else {
      throw InputError(options.data, "holds one picture alone; give more")
    }
    let extractor = FeatureExtractor(network, layer: options.layer)
    let features = try extractor.cachedFeatures(
      of: items, classNames: found.classes, title: "features")
    let places = layout(features, options)
    let marks = options.show ?? (items.count > 300 ? .points : .pictures)
    let map = PointMap(
      points: try zip(items, places).map { item, place in
        PointMap.Point(
          x: place.x, y: place.y, label: item.label,
          picture: try marks == .points
            ? nil : Image(contentsOf: item.url).scaled(toFit: 64, 64))
      }, labels: found.classes.count)
    let method = options.method == .tsne ? "t-SNE" : "PCA"
    let count = counted(items.count, "picture")
    return [
      Figure(
        title: Wording(
          "\(count) as \(extractor.layer) of \(network.name) arranges them (\(method))",
          "\(extractor.layer) の特徴による配置"),
        note: options.method == .tsne ? neighbors : distances, columns: 1,
        cells: [
          Figure.Cell(
            map.image(),
            alt: "\(count) on a plane by the features of \(extractor.layer), \(method)")
        ], keys: keys(found.classes, map))
    ]
  }

  private static func keys(_ classes: [String], _ map: PointMap) -> [Figure.Key] {
    guard (2...60).contains(classes.count) else { return [] }
    return classes.enumerated().map { Figure.Key(color: map.color(ofLabel: $0), name: $1) }
  }

  /// t-SNE begins with the first principal components, as its authors do (section 4.2): what is left
  /// out is mostly noise, and distances cost less.
  private static func layout(
    _ features: Tensor, _ options: Options
  ) -> [(x: Double, y: Double)] {
    let (count, width) = (features.shape[0], features.shape[1])
    let most = options.method == .pca ? 2 : 30
    let components = PrincipalComponents(of: features, count: min(most, width))
    let codes = withoutGradients { components.encode(features) }
    if options.method == .pca {
      return codes.rows.map { (x: Double($0[0]), y: $0.count > 1 ? Double($0[1]) : 0) }
    }
    var tsne = TSNE()
    tsne.perplexity = options.perplexity
    tsne.seed = options.seed
    let progress = ProgressReporter(title: "t-SNE of \(count)", total: tsne.steps, unit: "steps")
    defer { progress.finish() }
    return tsne.layout(codes) { progress.update($0) }
  }

  private static let neighbors = Wording(
    """
    t-SNE, van der Maaten & Hinton 2008: pictures that are neighbors by their features are neighbors \
    here. Distances between groups, and the sizes of groups, mean little.
    """, "t-SNE。特徴が近い画像どうしが隣り合う。群の大きさや、群と群の間の距離にはあまり意味がない。")
  private static let distances = Wording(
    "The two directions in which the features vary most (principal components).",
    "特徴のばらつきが最も大きい二方向（主成分）。")
}
