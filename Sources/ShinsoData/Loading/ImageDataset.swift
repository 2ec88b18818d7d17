import Foundation
import ShinsoTensor

/// Picture files, decoded and preprocessed when they are asked for.
public struct ImageDataset: ClassificationDataset {
  public let items: [(url: URL, label: Int)]
  public let classNames: [String]
  public let preprocessing: ImagePreprocessing

  /// - Parameter items: JPEG or PNG files with indices into `classNames`.
  public init(
    items: [(url: URL, label: Int)], classNames: [String], preprocessing: ImagePreprocessing
  ) {
    precondition(
      items.allSatisfy { classNames.indices.contains($0.label) },
      "ImageDataset: a label is not among the \(classNames.count) classes")
    self.items = items
    self.classNames = classNames
    self.preprocessing = preprocessing
  }

  public init(_ folder: ImageFolder, preprocessing: ImagePreprocessing) {
    self.init(
      items: folder.items.map { ($0.url, $0.label) }, classNames: folder.classNames,
      preprocessing: preprocessing)
  }

  public var count: Int { items.count }

  /// `[channels, height, width]`
  public var sampleShape: Shape {
    [preprocessing.format.channels, preprocessing.height, preprocessing.width]
  }

  public func label(_ index: Int) -> Int { items[index].label }

  public func write(
    _ index: Int, into target: UnsafeMutableBufferPointer<Float>,
    using generator: inout SplitMix64
  ) throws {
    let url = items[index].url
    let image = try Image(contentsOf: url, as: preprocessing.format)
    try preprocessing.write(image, into: target, name: url.path)
  }
}
