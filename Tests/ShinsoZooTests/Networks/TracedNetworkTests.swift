import ShinsoNN
import ShinsoTensor
import ShinsoZoo
import Testing

@Suite(.serialized) struct TracedNetworkTests {
  /// As a graph, and as one that is made for use alone, a network computes the same. Many take
  /// smaller images than they were made for.
  @Test(
    arguments: [
      ("alexnet", "caffe", 227), ("alexnet", "torchvision", 224), ("nin", "cifar", 32),
      ("vgg19", "norm", 224), ("googlenet", "caffe", 224), ("googlenet", "torchvision", 64),
      ("inception-v3", nil, 107), ("sppnet", nil, 180), ("efficientnet-lite0", nil, 64),
      ("mlp", nil, 28), ("lenet", "caffe", 28), ("lenet", "original", 28), ("lenet", "1989", 28),
      ("all-cnn", nil, 32), ("resnet18", nil, 64), ("resnet34", nil, 64), ("resnet50", "v1.5", 64),
      ("resnet50", "v1", 64), ("resnet101", nil, 64), ("resnet152", nil, 64),
      ("resnet20-cifar", "A", 32), ("resnet20-cifar", "B", 32), ("resnet20-cifar", "plain", 32),
      ("resnet110-cifar", nil, 16), ("squeezenet", "v1.1", 64), ("squeezenet", "v1.0", 64),
      ("densenet121", nil, 64), ("mobilenet-v2", nil, 64),
    ])
  func graphsComputeTheSame(name: String, variant: String?, size: Int) throws {
    let entry = try Networks.entry(name)
    let options = try entry.options(variant: variant)
    RandomGenerator.shared.key = RandomKey(seed: 1, counter: 0)
    let model = entry.make(classes: 5, variant: options)
    let channels = entry.inputShape(variant: options)[1]
    let x = Initializer.uniform(1).make(
      [2, channels, size, size], 1, 1, RandomKey(seed: 2, counter: 0))
    // Statistics that are not those of a new network.
    withoutGradients { _ = model(x) }
    model.mode = .evaluation
    let expected = withoutGradients { model(x) }
    let scale = expected.abs().max().item()
    #expect(scale > 0)
    let graph = model.traced(input: [1, channels, size, size])
    graph.mode = .evaluation
    #expect(graph.parameterCount == model.evaluationParameterCount)
    for graph in [graph, graph.optimizedForInference()] {
      let difference = withoutGradients { (graph(x) - expected).abs().max().item() }
      #expect(difference < 1e-4 * scale)
    }
  }
}
