import Foundation

extension PretrainedNetwork {
  /// The network's own classes for pictures, best first.
  ///
  /// - Throws: `InputError` for a picture that cannot be read, or weights that end before the classes.
  public func predict(_ pictures: [URL], top: Int) throws -> [Prediction] {
    try PictureClassifier(self).predictions(of: pictures, top: top)
  }
}
