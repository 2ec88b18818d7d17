import Foundation
import ShinsoData
import ShinsoNN
import ShinsoTensor

/// A trained network into which one can look: what its layers make of a picture, and how they depend
/// on it.
public struct NetworkView {
  /// A picture as the network sees it.
  public struct Sample {
    public let url: URL
    /// Resized and cut, before normalization.
    public let image: Image
    /// `[1, C, H, W]`, normalized.
    public let input: Tensor

    /// For titles.
    public var name: String { url.lastPathComponent }
  }

  public let network: PretrainedNetwork
  /// What is recorded when it is used: nothing of it is fused or folded.
  let graph: Graph

  /// - Throws: `InputError` for a network that takes something else than pictures.
  public init(_ network: PretrainedNetwork) throws {
    self.network = network
    graph = network.traced.endingAtFirstOutput
    graph.mode = .evaluation
    try network.check(graph, takesPictures: 1)
  }

  /// - Throws: `InputError` for a picture that cannot be read.
  public func sample(_ url: URL) throws -> Sample {
    sample(try PicturePreparation(network).image(contentsOf: url), url)
  }

  /// A picture that is prepared already.
  ///
  /// - Parameters:
  ///   - image: as the network's ``PicturePreparation`` makes it.
  ///   - url: for titles.
  public func sample(_ image: Image, _ url: URL) -> Sample {
    Sample(url: url, image: image, input: input(image))
  }

  /// - Parameter image: of the network's size and format.
  func input(_ image: Image) -> Tensor {
    Tensor(shape: network.preprocessing.inputShape) { bytes in
      network.preprocessing.normalization.write(image, into: bytes.bindMemory(to: Float.self))
    }
  }

  /// The classes of a picture, best first.
  ///
  /// - Throws: `InputError` for a network that does not name classes.
  public func prediction(of sample: Sample, top: Int) throws -> Prediction {
    try network.checkNamesClasses()
    return Prediction(
      sample: sample.url.relativePath, logits: scores(sample.input), names: network.classNames,
      top: top)
  }

  /// The classes of a picture by their numbers, best first: two of them may share a name.
  ///
  /// - Throws: `InputError` for a network that does not name classes.
  public func ranking(of sample: Sample) throws -> [(number: Int, probability: Double)] {
    try network.checkNamesClasses()
    return probabilities(of: sample.image).enumerated()
      .sorted { $0.element == $1.element ? $0.offset < $1.offset : $0.element > $1.element }
      .map { (number: $0.offset, probability: $0.element) }
  }

  /// The probability of each class.
  ///
  /// - Parameter image: of the network's size and format.
  public func probabilities(of image: Image) -> [Double] {
    let scores = scores(input(image))
    let greatest = scores.max() ?? 0
    let weights = scores.map { exp(Double($0 - greatest)) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  /// Of the classes, before softmax.
  private func scores(_ input: Tensor) -> [Float] {
    withoutGradients { graph(input) }.scalars(as: Float.self)
  }

  /// The part of the network up to a layer.
  ///
  /// - Throws: `InputError` for a layer that it does not have.
  func part(endingAt layer: String) throws -> Graph {
    if let part = graph.ending(atLayer: layer) { return part }
    throw network.unknownLayer(layer, among: layers.map(\.name))
  }

  /// The layers whose outputs can be looked at, with their shapes for one picture.
  public var layers: [(name: String, output: Shape)] {
    graph.modules.compactMap { name, _ in
      graph.value(ofLayer: name).map { (name, graph.spec(of: $0).shape) }
    }
  }
}
