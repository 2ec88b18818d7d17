import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining
import TestSupport
import Testing

@testable import ShinsoZoo

/// A small network of Keras, in its three kinds of files; `Tools/golden/keras.py` wrote them, and what
/// Keras makes of an input.
@Suite(.serialized) struct KerasWeightsTests {
  private struct Golden: Decodable { let output: [Float] }

  private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../ShinsoFormatsTests/Fixtures")

  @Test(arguments: ["tiny.h5", "tiny.keras", "tiny.weights.h5"])
  func computesAsKeras(_ name: String) throws {
    let golden = try JSONDecoder().decode(
      Golden.self,
      from: Data(
        contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
          .appending(path: "../Fixtures/keras.json")))
    let file = try WeightsFile(Self.fixtures.appending(path: name))
    let candidates = try file.candidates(TinyEntry.self, Architecture(TinyEntry.self))
    let (model, classes) = try file.network(TinyEntry.self, try #require(candidates.first))
    #expect(classes == 5)
    model.mode = .evaluation
    let x = Tensor((0..<216).map { Float($0 * 7 % 23 - 11) / 11 }, shape: [1, 3, 8, 9])
    let output = withoutGradients { model(x) }.scalars(as: Float.self)
    let difference = zip(output, golden.output).map { abs($0 - $1) }.max() ?? 1
    #expect(output.count == golden.output.count && difference < 1e-4)
  }

  /// The first layer that is another is named, as are networks that take no such weights.
  @Test func refusals() throws {
    let file = Self.fixtures.appending(path: "tiny.h5")
    func refusal(_ name: String, variant: String? = nil) -> String {
      problem { try NetworkSource(name, weights: file, variantName: variant).load() }
    }
    #expect(refusal("lenet").contains("does not fit lenet: 'first' has kernel [3, 3, 3, 4]"))
    #expect(refusal("lenet").hasSuffix("and is not conv1"))
    #expect(refusal("resnet50").contains("is of Keras, whose weights mlp, lenet, vgg16"))
    #expect(refusal("lenet", variant: "1989").contains("takes no weights of Keras"))
    let other = NetworkSource.holdsWeightsAlone(file)
    #expect(other && problem { try NetworkSource(file.path).load() }.contains("--network NAME"))
  }

  /// With the same weights, another network.
  @Test(arguments: [
    ("\"class_name\": \"ReLU\"", "\"class_name\": \"ELU\"", "activations are 1 elu, not 1 relu"),
    ("\"class_name\": \"Dropout\"", "\"class_name\": \"MaxPooling2D\"", "it pools by the maximum"),
    (
      "\"padding\": \"same\"", "\"padding\": \"valid\"",
      "'first' has kernel [3, 3, 3, 4], padding valid"
    ),
    ("channels_last", "channels_first", "channels first"),
    ("\"dilation_rate\": [1, 1]", "\"dilation_rate\": [2, 2]", "dilation [2, 2]"),
  ])
  func descriptions(_ old: String, _ new: String, _ part: String) throws {
    let archive = try ZipArchive(Self.fixtures.appending(path: "tiny.keras"))
    try withFolder { folder in
      let file = folder.appending(path: "other.keras")
      try ZipWriter.write(to: file) { writer in
        for entry in archive.entries {
          var bytes = try archive.read(entry)
          if entry.name == "config.json" {
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.contains(old))
            bytes = Array(text.replacing(old, with: new).utf8)
          }
          try writer.add(entry.name, bytes)
        }
      }
      let weights = try WeightsFile(file)
      let found = problem { try weights.network(TinyEntry.self, Architecture(TinyEntry.self)) }
      #expect(found.contains("does not fit tiny: ") && found.contains(part), "\(found)")
    }
  }

  /// Keras's network differs from torchvision's in padding and ε.
  @Test func mobileNetV2() throws {
    let network = Architecture(MobileNetV2Entry.self, variant: ["variant": "keras"])
    let model = try network.make()
    #expect(
      model.modules.compactMap { ($0.value as? BatchNorm2d)?.epsilon }.allSatisfy { $0 == 1e-3 })
    #expect(
      model.modules.compactMap { ($0.value as? Conv2d)?.padding }.allSatisfy { $0 == .same })
    let usual = try Architecture(MobileNetV2Entry.self).make()
    #expect(model.state.count == usual.state.count)
    #expect(network.preprocessing.normalization.mean == [0.5, 0.5, 0.5])
  }
}

private final class TinyNetwork: Module, Layer {
  let first = Conv2d(3, 4, kernelSize: 3, stride: 2, padding: .same, bias: false)
  let norm = BatchNorm2d(4, epsilon: 1e-3, activation: .relu)
  let wide = Conv2d(4, 8, kernelSize: 3, padding: .same, groups: 4)
  let classifier: Linear

  init(classes: Int) {
    classifier = Linear(160, classes)
    super.init()
  }

  func forward(_ x: Tensor) -> Tensor {
    classifier(wide(norm(first(x))).flattened(from: 1))
  }
}

private enum TinyEntry: NetworkEntry {
  static let name = "tiny"
  static let year = 2026
  static let title = "A network for tests"
  static let paper = "none"
  static let classCount = 10
  static let parameterCount = 0
  static let preprocessing = ImagePreprocessing(
    width: 9, height: 8, shortSide: nil, interpolation: .bilinear,
    normalization: ImageNormalization(mean: [0, 0, 0], standardDeviation: [1, 1, 1]))
  static let featureLayer = "wide"
  static let recipe = Recipe(.sgd, learningRate: 0.1, batchSize: 8, length: .epochs(1))
  static let data = "mnist-5k"
  static let expectation = "none"
  static let kerasForm: KerasForm? = KerasForm()

  static func make(classes: Int, variant: [String: String]) -> any TensorLayer {
    TinyNetwork(classes: classes)
  }
}
