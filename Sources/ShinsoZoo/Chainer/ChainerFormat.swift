import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoNN
import ShinsoTensor

/// Chainer's npz files of networks that their weights tell: waifu2x's ``VGG7``, for images in color or
/// for brightness. Others go with a network's name.
public enum ChainerFormat: NetworkFormat {
  public static let files = "waifu2x (.npz of vgg_7)"

  /// Of the pictures, unless another is asked for; any from 15 pixels on will do.
  private static let size = 128

  public static func read(_ url: URL, weights: URL?) throws -> ForeignNetwork? {
    guard weights == nil, let archive = try? NPZArchive(url) else { return nil }
    guard archive.names.count == 14, archive.names.contains("conv7/W"),
      let named = ChainerNames.converted(try NPZ.read(url)),
      let channels = channels(of: named)
    else { return nil }
    let architecture = Architecture(
      source: url.path, classCount: nil, preprocessing: preprocessing(channels),
      featureLayer: "conv6", sizes: InputSizes(from: 15, shareWeights: true)
    ) { _ in VGG7(channels: channels) }
    return ForeignNetwork(
      name: url.lastPathComponent, architecture: architecture, files: [url],
      trained: {
        let network = VGG7(channels: channels)
        try network.load(named, from: url.path)
        return (network, [])
      })
  }

  /// nil unless the weights are those of the network.
  private static func channels(of named: [(name: String, tensor: Tensor)]) -> Int? {
    let shapes = Dictionary(named.map { ($0.name, $0.tensor.shape) }) { first, _ in first }
    return [3, 1].first { channels in
      VGG7(channels: channels).state.allSatisfy { shapes[$0.name] == $0.tensor.shape }
    }
  }

  private static func preprocessing(_ channels: Int) -> ImagePreprocessing {
    ImagePreprocessing(
      width: size, height: size, shortSide: size, interpolation: .bilinear,
      normalization: ImageNormalization(
        mean: [Float](repeating: 0, count: channels),
        standardDeviation: [Float](repeating: 1, count: channels)))
  }
}
