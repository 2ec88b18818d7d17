import Foundation
import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoZoo

/// How a caption network gets to see pictures.
struct CaptionVision {
  enum Kind: String {
    /// By the small network for drawn scenes.
    case scenes
    /// By the features of a trained network.
    case features
    /// By a trained network that was trained further along with the decoder.
    case joint
  }

  let kind: Kind
  /// nil of scenes.
  let extractor: FeatureExtractor?

  /// - Throws: `InputError` if the file does not say it, or its network cannot be had.
  init(_ saved: TrainedModel) throws {
    guard let kind = Kind(rawValue: try saved.required("vision")) else {
      throw InputError(saved.file.path, "says a vision that makes no sense")
    }
    self.kind = kind
    extractor = kind == .scenes ? nil : try FeatureExtractor(saved)
  }

  /// The part of the caption network that sees; nil where features come in.
  func encoder() throws -> (any TensorLayer)? {
    switch kind {
    case .scenes: SceneNetwork()
    case .features: nil
    case .joint: try extractor?.trainable()
    }
  }

  var preprocessing: ImagePreprocessing {
    extractor?.network.preprocessing ?? SceneDataset.preprocessing
  }

  /// What the caption network takes of picture files: `[N, …]`.
  func inputs(of files: [URL]) throws -> Tensor {
    if kind == .features, let extractor {
      return try extractor.features(of: files, classNames: ["picture"])
    }
    let images = ImageDataset(
      items: files.map { ($0, 0) }, classNames: ["picture"], preprocessing: preprocessing)
    return try images.batch(
      files.indices.map { Draw(index: $0, generator: SplitMix64(seed: 0)) }
    ).samples
  }
}
