import ArgumentParser
import ShinsoZoo

extension FeaturePooling: ExpressibleByArgument {}

/// Where features come from.
struct TransferOptions: ParsableArguments, OptionTraits {
  /// A layer of one network is none of another's.
  static let displaced = ["network": ["layer"]]

  @OptionGroup var pictures: PictureOptions
  @OptionGroup var source: NetworkSourceOptions

  @Option(
    "The layer whose output serves as features, a name of `shinso summary`.",
    default: "the network's feature layer")
  var layer: String?

  @Option("How the maps of a layer become features: by their averages, or as they are.")
  var pool = FeaturePooling.average

  /// With the layer, which a run's record has to name.
  func settled() -> TransferOptions {
    var settled = self
    settled.layer = layer ?? usualLayer
    return settled
  }

  /// The network's feature layer, if that is known without reading files.
  private var usualLayer: String? {
    guard let entry = try? Networks.entry(source.network.text) else { return nil }
    return source.weights == nil
      ? entry.pretrained?.trunk?.lastLayer ?? entry.featureLayer
      : entry.featureLayer
  }

  func makeExtractor() throws -> FeatureExtractor {
    FeatureExtractor(try source.load(), layer: layer, pooling: pool)
  }
}

/// What a model on features is scored on.
struct TransferEvaluateOptions: ParsableArguments {
  @OptionGroup var model: ModelOptions
  @Option("The pictures.", default: "what it was trained on", completion: .file())
  var data: DataName?
  @Option(
    "The folder with the pictures of a list.", default: "as when it was trained",
    completion: .directory)
  var root: FileName?
  @OptionGroup var classes: ClassReportOptions
}
