import ShinsoData
import ShinsoTensor

extension ImagePreprocessing {
  /// One picture, `[1, channels, height, width]`.
  public var inputShape: Shape { [1, format.channels, height, width] }
}
