import ShinsoData
import ShinsoTensor

extension ImagePreprocessing {
  /// With other means subtracted from the channels, in the network's own order and units; unchanged
  /// if there are none.
  ///
  /// - Throws: `InputError` if there are not as many means as channels.
  public func subtracting(mean: [Float]?, network: String) throws -> ImagePreprocessing {
    guard let mean else { return self }
    guard mean.count == normalization.mean.count, mean.allSatisfy(\.isFinite) else {
      throw InputError(
        "--mean",
        "\(network) has \(counted(normalization.mean.count, "channel")); give one finite number "
          + "for each")
    }
    return ImagePreprocessing(
      width: width, height: height, shortSide: shortSide, interpolation: interpolation,
      normalization: ImageNormalization(
        scale: normalization.scale, mean: mean,
        standardDeviation: normalization.standardDeviation,
        channelOrder: normalization.channelOrder))
  }
}
