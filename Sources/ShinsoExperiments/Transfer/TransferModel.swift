import ShinsoFormats
import ShinsoTensor
import ShinsoZoo

/// The file of a model on a pretrained network's features, and what belongs to it.
struct TransferModel {
  let saved: TrainedModel
  let classNames: [String]
  let extractor: FeatureExtractor

  init(_ options: ModelOptions, of id: String) throws {
    saved = try TrainedModel(options, of: id)
    classNames = try saved.names("classes")
    extractor = try FeatureExtractor(saved)
  }

  /// What the file of a model says of its features.
  static func metadata(
    _ extractor: FeatureExtractor, _ source: NetworkSourceOptions
  ) -> [String: String] {
    source.metadata.merging([
      "layer": extractor.layer, "pool": extractor.pooling.rawValue,
      "digest": extractor.network.digest,
    ]) { $1 }
  }

  /// - Throws: `InputError` where the layer gives another number of features than was learned from.
  func check(features width: Int, learned: Int) throws {
    guard width == learned else {
      throw InputError(
        saved.file.path,
        "was trained on \(counted(learned, "feature")), \(extractor.layer) gives "
          + "\(width)")
    }
  }
}

extension FeatureExtractor {
  /// The one whose features a model learned from.
  ///
  /// - Throws: `InputError` if the file does not say it, or the network's weights are others now.
  init(_ saved: TrainedModel) throws {
    let network = try NetworkSourceOptions(saved).load()
    // Models from before `--pool` have none.
    let pooling = saved.metadata["pool"] ?? FeaturePooling.none.rawValue
    guard let pooling = FeaturePooling(rawValue: pooling) else {
      throw InputError(saved.file.path, "says pool \(pooling), which makes no sense")
    }
    if let digest = saved.metadata["digest"], digest != network.digest {
      throw InputError(
        saved.file.path, "was trained on features of other weights of \(network.name)")
    }
    self.init(network, layer: try saved.required("layer"), pooling: pooling)
  }
}
