import Foundation
import ShinsoFormats
import ShinsoNN
import ShinsoTensor
import ShinsoZoo
import TestSupport
import Testing

/// `--variant` of networks, from the file of a model too.
@Suite(.serialized) struct NetworkVariantTests {
  private static let networks = [
    "lenet", "resnet50", "resnet20-cifar", "resnet110-cifar", "squeezenet", "densenet121",
    "mobilenet-v2", "all-cnn",
  ]

  @Test(arguments: networks) func modelsComeBackFromTheirFiles(name: String) throws {
    let entry = try Networks.entry(name)
    for variant in entry.variants.isEmpty ? [nil] : entry.variants.map(Optional.some) {
      let options = try entry.options(variant: variant)
      let model = entry.make(classes: 3, variant: options)
      model.mode = .evaluation
      try withFolder { folder in
        let file = folder.appending(path: "model.safetensors")
        var metadata = options
        metadata["classes"] = #"["a", "b", "c"]"#
        try SafetensorsFile.write(model.state, metadata: metadata, to: file)
        let network = try PretrainedNetwork(name, trained: file)
        #expect(network.classNames == ["a", "b", "c"])
        #expect(network.model.module(named: network.featureLayer) != nil)
        let x = Initializer.uniform(1).make(
          entry.inputShape(variant: options), 1, 1, RandomKey(seed: 2, counter: 0))
        let (a, b) = withoutGradients { (model(x), network.model(x)) }
        #expect(a.shape == [1, 3] && (a - b).abs().max().item() == 0, "\(variant ?? "")")
      }
    }
  }

  /// As a graph, and as one that is made for use alone, a network computes the same.
  @Test(
    arguments: networks + ["resnet18", "resnet34", "resnet101", "resnet152", "resnet32-cifar"])
  func graphsComputeTheSame(name: String) throws {
    let entry = try Networks.entry(name)
    for variant in entry.variants.isEmpty ? [nil] : entry.variants.map(Optional.some) {
      let options = try entry.options(variant: variant)
      let model = entry.make(classes: 5, variant: options)
      let native = entry.inputShape(variant: options)
      let size = min(native[2], 64)
      let x = Initializer.uniform(1).make(
        [2, native[1], size, size], 1, 1, RandomKey(seed: 2, counter: 0))
      // Statistics that are not those of a new network.
      for _ in 0..<2 { withoutGradients { _ = model(x) } }
      model.mode = .evaluation
      let expected = withoutGradients { model(x) }
      let graph = model.traced(input: [1, native[1], size, size])
      graph.mode = .evaluation
      #expect(graph.parameterCount == model.parameterCount)
      let scale = expected.abs().max().item()
      #expect(scale > 0)
      for graph in [graph, graph.optimizedForInference()] {
        let difference = withoutGradients { (graph(x) - expected).abs().max().item() }
        #expect(difference < 1e-4 * scale, "\(variant ?? "")")
      }
    }
  }

  @Test func otherNamesAreRefused() throws {
    #expect(
      problem { try NetworkSource("lenet", variantName: "1990").architecture.summary() }
        .contains("it has caffe, original, 1989"))
    #expect(
      problem { try NetworkSource("resnet18", variantName: "v1").architecture.summary() }
        .contains("no variants"))
    try withFolder { folder in
      let file = folder.appending(path: "model.safetensors")
      try SafetensorsFile.write(
        LeNetEntry.make().state, metadata: ["classes": #"["a"]"#, "variant": "1990"], to: file)
      #expect(
        problem { try PretrainedNetwork("lenet", trained: file) }
          .contains("it has caffe, original, 1989"))
    }
  }

  @Test func summariesAreOfTheVariant() throws {
    func total(_ name: String, _ variant: String?) throws -> Substring {
      let lines = try NetworkSource(name, variantName: variant).architecture.summary().split(
        separator: "\n")
      return lines.last?.split(separator: " ")[1] ?? ""
    }
    #expect(try total("lenet", nil) == "431080")
    #expect(try total("lenet", "original") == "60000")
    #expect(try total("lenet", "1989") == "9760")
    #expect(try total("squeezenet", "v1.0") == "1248424")
    #expect(try total("resnet20-cifar", "B") == "272474")
  }
}
