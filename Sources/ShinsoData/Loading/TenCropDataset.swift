import Foundation
import ShinsoTensor

/// Photographs as ten crops each: the four corners and the center, and all of them mirrored.
/// Krizhevsky, Sutskever & Hinton, "ImageNet classification with deep convolutional neural networks",
/// NIPS 2012, section 4.1. There, crops of 224 pixels are cut from photographs with a short side of
/// 256; where a network has its photographs resized to just its own size, they are enlarged in the
/// same proportion, by 8 / 7.
public struct TenCropDataset: ClassificationDataset {
  public static let cropCount = 10

  public let items: [(url: URL, label: Int)]
  public let classNames: [String]
  private let preprocessing: ImagePreprocessing
  /// Of the photographs before they are cropped.
  let shortSide: Int

  public init(
    items: [(url: URL, label: Int)], classNames: [String], preprocessing: ImagePreprocessing
  ) {
    self.items = items
    self.classNames = classNames
    self.preprocessing = preprocessing
    let size = max(preprocessing.width, preprocessing.height)
    let usual = preprocessing.shortSide ?? size
    shortSide = usual > size ? usual : size * 8 / 7
  }

  public var count: Int { items.count }

  /// `[10, channels, height, width]`
  public var sampleShape: Shape {
    [
      Self.cropCount, preprocessing.format.channels, preprocessing.height, preprocessing.width,
    ]
  }

  public func label(_ index: Int) -> Int { items[index].label }

  public func write(
    _ index: Int, into target: UnsafeMutableBufferPointer<Float>,
    using generator: inout SplitMix64
  ) throws {
    let url = items[index].url
    var whole = PendingImage(
      try Image(contentsOf: url, as: preprocessing.format), name: url.path)
    try whole.resizeShortSide(to: shortSide, interpolation: preprocessing.interpolation)
    let (width, height) = (preprocessing.width, preprocessing.height)
    let (right, bottom) = (whole.width - width, whole.height - height)
    let size = preprocessing.elementCount
    for crop in 0..<Self.cropCount {
      var image = whole
      switch crop % 5 {
      case 4: try image.centerCrop(width: width, height: height)
      case let corner:
        try image.crop(
          left: corner % 2 == 0 ? 0 : right, top: corner < 2 ? 0 : bottom, width: width,
          height: height)
      }
      if crop >= 5 { image.mirror() }
      preprocessing.normalization.write(
        try image.image(),
        into: UnsafeMutableBufferPointer(rebasing: target[crop * size..<(crop + 1) * size]))
    }
  }
}
