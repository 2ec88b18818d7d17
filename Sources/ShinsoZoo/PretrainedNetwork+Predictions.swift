import Foundation
import ShinsoData
import ShinsoTensor

extension PretrainedNetwork {
  /// The network's own classes for pictures, best first.
  ///
  /// - Throws: `InputError` for a picture that cannot be read, or weights that end before the classes.
  public func predict(_ pictures: [URL], top: Int) throws -> [Prediction] {
    try checkNamesClasses()
    return try pictures.map { url in
      Prediction(
        sample: url.relativePath, logits: try logits(of: url), names: classNames, top: top)
    }
  }

  private func logits(of url: URL) throws -> [Float] {
    let image = try Image(contentsOf: url, as: preprocessing.format)
    let x = try Tensor(shape: preprocessing.inputShape) { bytes in
      try preprocessing.write(image, into: bytes.bindMemory(to: Float.self), name: url.path)
    }
    return withoutGradients { model(x) }.scalars(as: Float.self)
  }
}
