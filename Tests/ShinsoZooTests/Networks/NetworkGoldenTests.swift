import Foundation
import ShinsoFormats
import ShinsoNN
import ShinsoTensor
import Testing

@testable import ShinsoZoo

/// PyTorch's networks with weights from a formula; `Tools/golden/networks.py` made the values.
@Suite(.serialized) struct NetworkGoldenTests {
  private struct Golden: Decodable {
    enum Names: String, Decodable {
      case own, torchvision
      /// Those of torchvision, in both.
      case same
    }

    struct Excerpt: Decodable {
      let shape: [Int]
      /// At equal distances in row-major order.
      let values: [Float]
    }

    let network: String
    let variant: String?
    let names: Names
    /// Shapes by name; nil where names are the same.
    let weights: [String: [Int]]?
    /// Of the sorted lines `NAME SHAPE`, where names are the same.
    let digest: String?
    /// Without an input, names and shapes are all there is to compare.
    let input: [Int]?
    let scale: Double?
    let outputs: [String: Excerpt]?
    let heads: [Excerpt]?
  }

  private static let cases = [
    "alexnet", "caffenet", "alexnet-torchvision", "nin", "nin-imagenet", "vgg16", "vgg16-norm",
    "vgg19", "vgg19-norm", "googlenet", "googlenet-torchvision", "inception-v3", "sppnet",
    "all-cnn", "resnet18", "resnet34", "resnet50", "resnet50-v1", "resnet101", "resnet152",
    "squeezenet", "squeezenet-v1.0", "densenet121", "mobilenet-v2",
  ]

  @Test(arguments: cases) func isThatOfPyTorch(name: String) throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let golden = try JSONDecoder().decode(
      Golden.self,
      from: Data(contentsOf: tests.appending(path: "Fixtures/networks/\(name).json")))
    let entry = try Networks.entry(golden.network)
    let options = try entry.options(variant: golden.variant)
    let model = entry.make(classes: entry.classCount(variant: options), variant: options)
    let weights = try golden.weights ?? torchvisionsWeights(of: model, digest: golden.digest)
    let names = weights.keys.compactMap { key -> (key: String, own: String)? in
      let own =
        golden.names == .own ? key : entry.name(ofPyTorch: key, variant: options)
      return own.map { (key, $0) }
    }
    let shapes = Dictionary(model.state.map { ($0.name, $0.tensor.shape.dims) }) { $1 }
    #expect(Set(names.map(\.own)) == Set(shapes.keys))
    #expect(names.count == shapes.count)
    for (key, own) in names { #expect(shapes[own] == weights[key], "\(key)") }
    let counters = weights.count - names.count
    #expect(counters == weights.keys.count { $0.hasSuffix("num_batches_tracked") })
    guard let input = golden.input else { return }

    try model.load(
      names.map { ($0.own, weight($0.key, Shape(weights[$0.key] ?? []))) }, from: name)
    model.mode = .evaluation
    let recorder = Recorder()
    for layer in (golden.outputs ?? [:]).keys where layer != "logits" {
      try #require(model.module(named: layer), "\(layer)").onForward { _, output in
        recorder.outputs[layer] = output as? Tensor
      }
    }
    let x = spread("input", Shape(input)) { Float($0) * Float(golden.scale ?? 1) }
    try withoutGradients {
      if let model = model as? any AuxiliaryHeads {
        let (logits, auxiliary) = model.callWithHeads(x)
        recorder.outputs["logits"] = logits
        #expect(auxiliary.count == golden.heads?.count)
        for (head, excerpt) in zip(auxiliary, golden.heads ?? []) { compare(head, excerpt, "head") }
      } else {
        recorder.outputs["logits"] = model(x)
      }
      for (layer, excerpt) in golden.outputs ?? [:] {
        compare(try #require(recorder.outputs[layer]), excerpt, layer)
      }
    }
  }

  /// Shapes by the names of torchvision, which are those here but for batch norm's statistics.
  private func torchvisionsWeights(of model: Module, digest: String?) throws -> [String: [Int]] {
    let weights = model.state.map { name, tensor in
      (
        key: name.replacing("runningMean", with: "running_mean")
          .replacing("runningVariance", with: "running_var"), shape: tensor.shape
      )
    }.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    let lines = weights.map { "\($0.key) \($0.shape)\n" }
    #expect(SHA256.hex(of: Data(lines.joined().utf8)) == digest)
    return Dictionary(weights.map { ($0.key, $0.shape.dims) }) { $1 }
  }

  private func compare(_ output: Tensor, _ excerpt: Golden.Excerpt, _ layer: String) {
    #expect(output.shape == Shape(excerpt.shape), "\(layer)")
    let values = output.scalars(as: Float.self)
    let step = values.count / excerpt.values.count
    let differences = excerpt.values.enumerated().map { abs(values[$0 * step] - $1) }
    let largest = excerpt.values.map(abs).max() ?? 0
    #expect(largest > 0.1, "\(layer)")
    #expect((differences.max() ?? .infinity) <= 1e-4 * largest, "\(layer)")
  }

  private final class Recorder {
    var outputs: [String: Tensor] = [:]
  }

  // MARK: The script's formula

  private func weight(_ name: String, _ shape: Shape) -> Tensor {
    switch name.split(separator: ".").last {
    case "weight" where shape.rank > 1:
      let scale = Float((6 / Double(shape.dims.dropFirst().reduce(1, *))).squareRoot())
      return spread(name, shape) { $0 * scale }
    case "weight":
      // Residual blocks would double their input.
      let isLast = name.hasPrefix("layer") && (name.contains(".bn2.") || name.contains(".bn3."))
      return spread(name, shape) { (isLast ? 0.3 : 1) + 0.1 * $0 }
    case "running_var": return spread(name, shape) { 1 + 0.2 * $0 }
    default: return spread(name, shape) { 0.1 * $0 }
    }
  }

  /// Values spread over -1...1: murmur3's finalizer on the index and FNV-1a of the name.
  private func spread(_ name: String, _ shape: Shape, _ value: (Float) -> Float) -> Tensor {
    let seed = name.utf8.reduce(2_166_136_261 as UInt32) { ($0 ^ UInt32($1)) &* 16_777_619 }
    return Tensor(shape: shape) { bytes in
      let values = bytes.bindMemory(to: Float.self)
      for index in values.indices {
        var h = UInt32(index) ^ seed
        h ^= h >> 16
        h &*= 0x85EB_CA6B
        h ^= h >> 13
        h &*= 0xC2B2_AE35
        h ^= h >> 16
        values[index] = value(Float(Double(h) / 0x1p31 - 1))
      }
    }
  }
}
