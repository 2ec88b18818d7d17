import Foundation
import ShinsoData
import ShinsoNN
import ShinsoTensor

extension PretrainedNetwork {
  /// The network's own classes for pictures, best first.
  ///
  /// - Throws: `InputError` for a picture that cannot be read, or weights that end before the classes.
  public func predict(_ pictures: [URL], top: Int) throws -> [Prediction] {
    try checkNamesClasses()
    let network = optimized()
    try check(network, takesPictures: 1)
    return try pictures.map { url in
      Prediction(
        sample: url.relativePath, logits: try logits(of: url, network), names: classNames, top: top)
    }
  }

  private func logits(of url: URL, _ network: any TensorLayer) throws -> [Float] {
    var image = try Image(contentsOf: url, as: preprocessing.format)
    if takesDigits { image = DigitInk.whiteOnBlack(image, named: url.relativePath) }
    let x = try Tensor(shape: preprocessing.inputShape) { bytes in
      try preprocessing.write(image, into: bytes.bindMemory(to: Float.self), name: url.path)
    }
    return withoutGradients { network(x) }.scalars(as: Float.self)
  }
}
