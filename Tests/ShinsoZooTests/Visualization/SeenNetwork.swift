import ShinsoData
import ShinsoNN
import ShinsoTensor

@testable import ShinsoZoo

/// A small network to look into, as if it came from a file.
func seen(
  _ network: any TensorLayer, size: Int, channels: Int = 1, classes: [String] = ["a", "b", "c"]
) throws -> NetworkView {
  try NetworkView(pretrained(network, size: size, channels: channels, classes: classes))
}

func pretrained(
  _ network: any TensorLayer, size: Int, channels: Int = 1, classes: [String] = ["a", "b", "c"]
) throws -> PretrainedNetwork {
  let preparation = ImagePreprocessing(
    width: size, height: size, shortSide: nil, interpolation: .bilinear,
    normalization: ImageNormalization(
      mean: [Float](repeating: 0, count: channels),
      standardDeviation: [Float](repeating: 1, count: channels),
      channelOrder: channels == 3 ? .bgr : .rgb))
  let architecture = Architecture(
    source: "small", classCount: classes.count, preprocessing: preparation, featureLayer: "conv1"
  ) { _ in network }
  return try PretrainedNetwork(
    ForeignNetwork(
      name: "small", architecture: architecture, files: [], classNames: classes,
      trained: { (network, []) }), telling: .nothing)
}

/// Two convolutions with relus, the averages of their maps, a linear classifier; or the tanh in place
/// of the relus.
final class SmallNetwork: Module, Layer {
  let conv1: Conv2d
  let conv2: Conv2d
  let pool = GlobalAveragePool2d()
  let output: Linear

  init(channels: Int = 1, classes: Int = 3, activation: Activation = .relu) {
    conv1 = Conv2d(channels, 8, kernelSize: 5, padding: 2, activation: activation, initializer: .he)
    conv2 = Conv2d(8, 16, kernelSize: 3, padding: 1, activation: activation, initializer: .he)
    output = Linear(16, classes)
    super.init()
  }

  func forward(_ x: Tensor) -> Tensor {
    let h = maxPool2d(conv1(x), kernelSize: 2)
    return output(pool(maxPool2d(conv2(h), kernelSize: 2)))
  }
}

/// Pictures of noise with a bright pattern somewhere: lines across, lines down or squares.
struct PatternPictures {
  static let (size, side) = (24, 10)

  /// `[N, 1, 24, 24]`
  let pictures: Tensor
  let labels: [Int]
  /// The top left corners of the patterns.
  let places: [(top: Int, left: Int)]

  init(count: Int, seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    var values: [Float] = []
    var labels: [Int] = []
    var places: [(top: Int, left: Int)] = []
    for _ in 0..<count {
      let label = generator.index(below: 3)
      let top = generator.index(below: Self.size - Self.side + 1)
      let left = generator.index(below: Self.size - Self.side + 1)
      for y in 0..<Self.size {
        for x in 0..<Self.size {
          let (row, column) = (y - top, x - left)
          let isInside = (0..<Self.side).contains(row) && (0..<Self.side).contains(column)
          let stripes = [row / 2, column / 2, row / 2 + column / 2]
          let noise = Float(generator.unit() * 0.6)
          values.append(isInside ? Float(stripes[label] % 2) : noise)
        }
      }
      labels.append(label)
      places.append((top, left))
    }
    pictures = Tensor(values, shape: [count, 1, Self.size, Self.size])
    self.labels = labels
    self.places = places
  }

  func picture(_ index: Int) -> Tensor { pictures.sliced(axis: 0, from: index, to: index + 1) }

  /// The part of the energy, the squares of a map `[1, H, W]` of the size of the pictures, that lies
  /// within the pattern of a picture.
  func shareInside(_ map: Tensor, _ index: Int) -> Double {
    let squares = map.scalars(as: Float.self).map { Double($0 * $0) }
    let (top, left) = places[index]
    let inside = (top..<top + Self.side).reduce(0.0) { sum, y in
      sum + squares[y * Self.size + left..<y * Self.size + left + Self.side].reduce(0, +)
    }
    return inside / max(squares.reduce(0, +), .leastNormalMagnitude)
  }

  /// A network that tells the patterns apart.
  static func trained() -> SmallNetwork {
    RandomGenerator.shared.key = RandomKey(seed: 4, counter: 0)
    let network = SmallNetwork()
    let optimizer = Adam(learningRate: 0.01)
    for step in 0..<120 {
      let batch = PatternPictures(count: 32, seed: UInt64(100 + step))
      let loss = softmaxCrossEntropy(network(batch.pictures), Tensor(batch.labels))
      optimizer.update(network, with: loss.gradients())
    }
    network.mode = .evaluation
    return network
  }
}
