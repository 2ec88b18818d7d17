import Foundation
import ShinsoFormats
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoZoo
import Testing

/// torchvision's outputs and names, with weights that a formula gives;
/// `Tools/golden/torchvision_networks.py` made them.
@Suite(.serialized) struct TorchvisionNetworksTests {
  struct Golden: Decodable, CustomTestStringConvertible {
    let network: String
    let variant: String?
    let parameters: Int
    let input: [Int]
    /// At equal distances.
    let logits: [Float]
    /// The greatest absolute value of all logits.
    let greatest: Float
    /// Of the sorted lines `NAME SHAPE` of the state dictionary.
    let digest: String
    /// Those lines, where names here are others.
    let weights: [String]?

    var testDescription: String { [network, variant ?? ""].joined(separator: " ") }
  }

  static let golden: [Golden] = {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = tests.appending(path: "Fixtures/torchvision-networks.json")
    return (try? JSONDecoder().decode([Golden].self, from: Data(contentsOf: file))) ?? []
  }()

  @Test func everyNetworkIsThere() { #expect(Self.golden.count == 10) }

  @Test(arguments: golden) func outputsAndNamesAreTorchvisions(golden: Golden) throws {
    let entry = try Networks.entry(golden.network)
    let options = try entry.options(variant: golden.variant)
    let model = entry.make(classes: 1000, variant: options)
    #expect(model.parameterCount == golden.parameters)
    let weights = golden.weights ?? Self.lines(of: model)
    #expect(
      SHA256.hex(of: Data(weights.map { $0 + "\n" }.joined().utf8)) == golden.digest)
    let tensors = try weights.compactMap { line -> (name: String, tensor: Tensor)? in
      let (key, shape) = try #require(Self.parsed(line))
      let name = entry.name(ofPyTorch: key, variant: options)
      return name.map { ($0, Self.weight(key, shape)) }
    }
    try model.load(tensors, from: golden.network)
    #expect(entry.name(ofPyTorch: "bn1.num_batches_tracked", variant: options) == nil)
    model.mode = .evaluation
    let input = Shape(golden.input)
    let x = Tensor(Self.values("input", input.elementCount).map { Float($0) }, shape: input)
    let logits: [Float] = withoutGradients { model(x) }.scalars()
    let step = logits.count / golden.logits.count
    let differences = golden.logits.enumerated().map { abs(logits[$0 * step] - $1) }
    #expect((differences.max() ?? .infinity) < 1e-4 * golden.greatest)
    let greatest = logits.map { abs($0) }.max() ?? 0
    #expect(abs(greatest - golden.greatest) < 1e-4 * golden.greatest)
  }

  /// What PyTorch's state dictionary says where modules have the same names.
  private static func lines(of model: Module) -> [String] {
    model.state.map { name, tensor in
      let key = name.replacing("runningMean", with: "running_mean")
        .replacing("runningVariance", with: "running_var")
      return "\(key) \(tensor.shape)"
    }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func parsed(_ line: String) -> (String, Shape)? {
    let parts = line.split(separator: " ", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    let dims = parts[1].dropFirst().dropLast().split(separator: ",")
      .compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
    return (String(parts[0]), Shape(dims))
  }

  /// The script's pseudo-random numbers.
  private static func values(_ name: String, _ count: Int) -> [Double] {
    let seed = name.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
    return (0..<UInt32(count)).map { index in
      var x = index &* 0x9E37_79B9 &+ seed
      x = (x ^ (x >> 16)) &* 0x21F0_AAAD
      x = (x ^ (x >> 15)) &* 0x735A_2D97
      x ^= x >> 15
      return Double(x) / 0x1p31 - 1
    }
  }

  /// The script's weights.
  private static func weight(_ key: String, _ shape: Shape) -> Tensor {
    let values = values(key, shape.elementCount)
    let leaf = key.split(separator: ".").last ?? ""
    let (offset, factor) =
      switch leaf {
      case _ where shape.rank > 1:
        (0.0, (6 / Double(shape.dims.dropFirst().reduce(1, *))).squareRoot())
      case "running_var": (1.0, 0.5)
      case "weight": (0.75, 0.25)
      default: (0.0, 0.1)
      }
    return Tensor(values.map { Float(offset + factor * $0) }, shape: shape)
  }
}
