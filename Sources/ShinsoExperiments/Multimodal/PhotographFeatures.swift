import Foundation
import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoZoo

/// What a trained network makes of photographs.
enum PhotographFeatures {
  /// `[N, D]`, from the cache as far as they are known.
  static func rows(
    of items: [CaptionedPictures.Item], _ extractor: FeatureExtractor, _ title: String
  ) throws -> Tensor {
    try extractor.cachedFeatures(
      of: items.map { ImageFolder.Item(url: $0.url, label: 0) }, classNames: ["picture"],
      title: title)
  }

  /// What the decoder of a trained caption network gets of photographs, `[N, …]`.
  static func of(_ items: [CaptionedPictures.Item], _ saved: SavedCaptioner) throws -> Tensor {
    guard let extractor = saved.vision.extractor else {
      return try saved.features(of: items.map(\.url))
    }
    if saved.vision.kind == .features {
      return try rows(of: items, extractor, "held-out features")
    }
    let images = ImageDataset(
      items: items.map { ($0.url, 0) }, classNames: ["picture"],
      preprocessing: extractor.network.preprocessing)
    return try rows(of: images, saved.captioner.network) {}
  }

  /// `[N, …]` by the network that a caption network was trained together with.
  static func rows(
    of pictures: ImageDataset, _ network: CaptionNetwork, _ checkForStop: () throws -> Void
  ) throws -> Tensor {
    let modes = network.modes
    network.mode = .evaluation
    defer { network.modes = modes }
    let batches = DataLoader(pictures, batchSize: 16).epoch(0)
    var parts: [Tensor] = []
    while let batch = try batches.next() {
      try checkForStop()
      parts.append(withoutGradients { network.see(batch.samples) })
    }
    return withoutGradients { concatenate(parts, axis: 0) }
  }

  /// Channels of the map, or all values of pooled features.
  static func channels(_ extractor: FeatureExtractor, width: Int) throws -> Int {
    extractor.pooling == .none
      ? try ConvolutionalMaps(extractor.network, layer: extractor.layer).channels : width
  }

  /// Rows of features as one average for each channel, `[N, C]`.
  static func pooled(_ rows: Tensor, _ form: CaptionForm) -> Tensor {
    withoutGradients {
      rows.reshaped([rows.shape[0], form.channels, form.places]).mean(axes: 2)
    }
  }
}
