import ShinsoNN
import ShinsoTensor
import ShinsoZoo
import Testing

@Suite(.serialized) struct TracedNetworkTests {
  /// As a graph, and as one that is made for use alone, a network computes the same.
  @Test(arguments: Networks.entries.map { $0.name })
  func graphsComputeTheSame(name: String) throws {
    let entry = try Networks.entry(name)
    for variant in entry.variants.isEmpty ? [nil] : entry.variants.map(Optional.some) {
      let options = try entry.options(variant: variant)
      RandomGenerator.shared.key = RandomKey(seed: 1, counter: 0)
      let model = entry.make(classes: 5, variant: options)
      let native = entry.inputShape(variant: options)
      // Whose first hidden layer, or whose last pooling, fits one size alone.
      let isBound = [
        "alexnet", "vgg16", "vgg19", "googlenet", "inception-v3", "sppnet", "mlp", "lenet",
      ].contains(name)
      let size = isBound ? native[2] : min(native[2], 64)
      let x = Initializer.uniform(1).make(
        [2, native[1], size, size], 1, 1, RandomKey(seed: 2, counter: 0))
      // Statistics that are not those of a new network.
      for _ in 0..<2 { withoutGradients { _ = model(x) } }
      model.mode = .evaluation
      let expected = withoutGradients { model(x) }
      let graph = model.traced(input: [1, native[1], size, size])
      graph.mode = .evaluation
      #expect(graph.parameterCount == model.evaluationParameterCount)
      let scale = expected.abs().max().item()
      #expect(scale > 0)
      for graph in [graph, graph.optimizedForInference()] {
        let difference = withoutGradients { (graph(x) - expected).abs().max().item() }
        #expect(difference < 1e-4 * scale, "\(variant ?? "")")
      }
    }
  }
}
