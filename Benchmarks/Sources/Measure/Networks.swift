import ShinsoNN
import ShinsoTensor
import ShinsoZoo

/// Forward passes and training steps of whole networks, as `networks.py` has them.
enum NetworkWorkloads {
  /// Samples in a batch, by network.
  private static let batchSizes = [
    "alexnet": 8, "vgg19": 8, "googlenet": 8, "resnet50": 8, "efficientnet-lite0": 8,
    "resnet20-cifar": 128,
  ]

  static let all: [String: @Sendable () -> () -> Void] = Dictionary(
    uniqueKeysWithValues: batchSizes.flatMap { name, batchSize in
      [
        (name, { @Sendable in forward(name, batchSize) }),
        ("\(name)-training", { @Sendable in training(name, batchSize) }),
      ]
    })

  private static func subject(_ name: String, _ batchSize: Int) -> (any TensorLayer, Tensor) {
    guard let entry = try? Networks.entry(name) else { fatalError("no network \(name)") }
    return (entry.make(), noise(entry.inputShape.replacing(axis: 0, with: batchSize)))
  }

  private static func forward(_ name: String, _ batchSize: Int) -> () -> Void {
    let (model, x) = subject(name, batchSize)
    let graph = model.traced(input: x.shape).optimizedForInference()
    return { withoutGradients { _ = graph(x) } }
  }

  private static func training(_ name: String, _ batchSize: Int) -> () -> Void {
    let (model, x) = subject(name, batchSize)
    let labels = Tensor((0..<batchSize).map { Int64($0 % 10) })
    let optimizer = SGD(learningRate: 1e-4, momentum: 0.9)
    return {
      let loss = softmaxCrossEntropy(model(x), labels)
      optimizer.update(model, with: loss.gradients())
    }
  }
}
