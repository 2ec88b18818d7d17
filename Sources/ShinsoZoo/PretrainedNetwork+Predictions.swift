import Foundation

extension PretrainedNetwork {
  /// The network's own classes for pictures, best first.
  ///
  /// - Throws: `InputError` for a picture that cannot be read, or weights that end before the classes.
  public func predict(_ pictures: [URL], top: Int) throws -> [Prediction] {
    let classifier = try PictureClassifier(self)
    return try pictures.flatMap { url in
      let image = try classifier.preparation.image(contentsOf: url)
      return classifier.predictions(of: [.init(name: url.relativePath, image: image, top: top)])
    }
  }
}
