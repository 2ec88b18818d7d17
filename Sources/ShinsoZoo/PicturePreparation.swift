import Foundation
import ShinsoData

/// What a network has done to a picture before it computes: decoding, resizing, cutting. It belongs to
/// no thread, so that a server can prepare pictures while the network works on others.
public struct PicturePreparation: Sendable {
  let preprocessing: ImagePreprocessing
  let takesDigits: Bool

  package init(_ network: PretrainedNetwork) {
    self.init(network.preprocessing, takesDigits: network.takesDigits)
  }

  /// - Parameter takesDigits: whether dark ink on light paper becomes white on black, as MNIST's
  ///   digits are.
  package init(_ preprocessing: ImagePreprocessing, takesDigits: Bool) {
    self.preprocessing = preprocessing
    self.takesDigits = takesDigits
  }

  /// A picture file as the network sees it, before normalization.
  ///
  /// - Throws: `InputError` for a picture that cannot be read.
  public func image(contentsOf url: URL) throws -> Image {
    try prepared(
      Image(contentsOf: url, as: preprocessing.format), path: url.path, name: url.relativePath)
  }

  /// The same of a file in memory.
  ///
  /// - Parameter name: the name used in error messages.
  public func image(data: some ContiguousBytes, name: String) throws -> Image {
    try prepared(
      Image(data: data, name: name, as: preprocessing.format), path: name, name: name)
  }

  private func prepared(_ image: Image, path: String, name: String) throws -> Image {
    let image = takesDigits ? DigitInk.whiteOnBlack(image, named: name) : image
    return try preprocessing.fitted(image, name: path)
  }
}
