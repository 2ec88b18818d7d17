import Foundation
import ShinsoData
import ShinsoNN
import ShinsoTensor

/// A network that is ready to name the classes of any number of pictures.
public struct PictureClassifier {
  /// A picture with what is asked about it.
  public struct Picture: Sendable {
    let name: String
    let image: Image
    let top: Int

    /// - Parameters:
    ///   - name: the prediction's ``Prediction/sample``.
    ///   - image: as the network's ``PictureClassifier/preparation`` makes it.
    ///   - top: how many classes to tell.
    public init(name: String, image: Image, top: Int) {
      self.name = name
      self.image = image
      self.top = top
    }
  }

  public let preparation: PicturePreparation
  private let network: any TensorLayer
  private let preprocessing: ImagePreprocessing
  private let classNames: [String]
  /// Files may fix the number of pictures in a batch.
  private let takesSeveral: Bool

  /// - Throws: `InputError` for weights that end before the classes.
  public init(_ network: PretrainedNetwork) throws {
    try network.checkNamesClasses()
    let layers = network.optimized()
    try network.check(layers, takesPictures: 1)
    takesSeveral = (try? network.check(layers, takesPictures: 2)) != nil
    self.network = layers
    preparation = PicturePreparation(network)
    preprocessing = network.preprocessing
    classNames = network.classNames
  }

  /// The classes of each picture, best first. All are computed at once if the network can do that.
  public func predictions(of pictures: [Picture]) -> [Prediction] {
    if pictures.count > 1, !takesSeveral { return pictures.flatMap { predictions(of: [$0]) } }
    let logits = logits(of: pictures.map(\.image))
    return zip(pictures, logits).map { picture, logits in
      Prediction(sample: picture.name, logits: logits, names: classNames, top: picture.top)
    }
  }

  /// The classes of picture files, best first.
  ///
  /// - Throws: `InputError` for a picture that cannot be read.
  public func predictions(of files: [URL], top: Int) throws -> [Prediction] {
    try files.flatMap { url in
      let image = try preparation.image(contentsOf: url)
      return predictions(of: [Picture(name: url.relativePath, image: image, top: top)])
    }
  }

  private func logits(of images: [Image]) -> [[Float]] {
    let size = preprocessing.elementCount
    let shape = preprocessing.inputShape.replacing(axis: 0, with: images.count)
    let x = Tensor(shape: shape) { bytes in
      let planes = bytes.bindMemory(to: Float.self)
      for (place, image) in images.enumerated() {
        let target = UnsafeMutableBufferPointer(rebasing: planes[place * size..<(place + 1) * size])
        preprocessing.normalization.write(image, into: target)
      }
    }
    let all = withoutGradients { network(x) }.scalars(as: Float.self)
    let classes = all.count / images.count
    return images.indices.map { Array(all[$0 * classes..<($0 + 1) * classes]) }
  }
}
