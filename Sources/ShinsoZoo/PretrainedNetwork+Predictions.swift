import Foundation
import ShinsoData
import ShinsoTensor

extension PretrainedNetwork {
  /// The network's own classes for pictures, best first.
  ///
  /// - Throws: `InputError` for a picture that cannot be read.
  public func predict(_ pictures: [URL], top: Int) throws -> [Prediction] {
    try pictures.map { url in
      Prediction(
        sample: url.relativePath, logits: try logits(of: url), names: classNames, top: top)
    }
  }

  private func logits(of url: URL) throws -> [Float] {
    let image = try Image(contentsOf: url, as: preprocessing.format)
    let shape: Shape = [
      1, preprocessing.format.channels, preprocessing.height, preprocessing.width,
    ]
    let x = try Tensor(shape: shape) { bytes in
      try preprocessing.write(image, into: bytes.bindMemory(to: Float.self), name: url.path)
    }
    return withoutGradients { model(x) }.scalars(as: Float.self)
  }
}
