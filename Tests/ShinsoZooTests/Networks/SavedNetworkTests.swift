import Foundation
import ShinsoFormats
import ShinsoNN
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoZoo

/// What `shinso train` leaves of a network is read again, with its variant and its heads.
@Suite(.serialized) struct SavedNetworkTests {
  /// Every network, and every variant of those that have some.
  @Test(
    arguments: Networks.entries.flatMap { entry in
      entry.variants.isEmpty ? [(entry.name, nil)] : entry.variants.map { (entry.name, $0) }
    } as [(String, String?)])
  func givesTheSameLogits(name: String, variant: String?) throws {
    let entry = try Networks.entry(name)
    var metadata = try entry.options(variant: variant)
    let input = entry.inputShape(variant: metadata)
    let x = Initializer.uniform(1).make(input, 1, 1, RandomKey(seed: 1, counter: 0))
    func logits(_ network: any TensorLayer) -> [Float] {
      network.mode = .evaluation
      return withoutGradients { network(x) }.scalars()
    }
    RandomGenerator.shared.key = RandomKey(seed: 5, counter: 0)
    let network = entry.make(classes: 3, variant: metadata)
    metadata["classes"] = #"["a", "b", "c"]"#
    try withFolder { folder in
      let file = folder.appending(path: "model.safetensors")
      try SafetensorsFile.write(network.state, metadata: metadata, to: file)
      let read = try PretrainedNetwork(name, trained: file)
      #expect(read.featureLayer == entry.featureLayer(variant: metadata))
      #expect(read.model.module(named: read.featureLayer) != nil)
      #expect(read.preprocessing == entry.preprocessing(variant: metadata))
      #expect(read.model.parameterCount == network.parameterCount)
      #expect(logits(read.model) == logits(network))
    }
  }

  @Test func anotherVariantIsRefused() throws {
    try withFolder { folder in
      let file = folder.appending(path: "model.safetensors")
      try SafetensorsFile.write(
        LeNetEntry.make().state, metadata: ["classes": #"["a"]"#, "variant": "1990"], to: file)
      #expect(
        problem { try PretrainedNetwork("lenet", trained: file) }
          .hasSuffix("there is no lenet '1990'; it has caffe, original, 1989"))
    }
  }
}
