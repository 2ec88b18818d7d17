import ArgumentParser
import ShinsoData

/// How training pictures are varied, by a word.
enum AugmentationName: String, CaseIterable, ExpressibleByArgument, Sendable {
  /// As in the paper.
  case recipe
  case none, mirror, shift, crop, part

  /// - Parameter recipe: that of the network.
  func augmentation(_ recipe: Augmentation?, size: Int) -> Augmentation? {
    switch self {
    case .recipe: recipe
    case .none: nil
    case .mirror: Augmentation(.whole)
    case .shift: Augmentation(.shift(by: max(size / 8, 1)))
    case .crop: Augmentation(.crop(shortSide: size * 8 / 7...size * 8 / 7))
    case .part: Augmentation(.resizedCrop)
    }
  }
}
