import Foundation
import ShinsoNN
import ShinsoTensor

/// Times a network on random input, as `caffe time` does: the median of several runs as a whole,
/// and the forward pass by module, each with its own ops alone.
public struct NetworkBenchmark {
  let network: String
  let variant: String?
  let batchSize: Int
  let isTraining: Bool
  let threads: Int?
  let runs: Int

  public struct Report: Sendable, Encodable {
    public struct Layer: Sendable, Encodable {
      public let name: String
      public let milliseconds: Double
      public let gflops: Double
      /// Of the rate that a large matrix product reaches on this machine.
      public let shareOfPeak: Double
    }

    public let network: String
    public let batchSize: Int
    public let mode: String
    public let threads: Int
    public let medianMilliseconds: Double
    public let peakMemoryBytes: Int
    public let layers: [Layer]
  }

  /// - Parameter variant: nil for the network that the entry describes.
  public init(
    network: String, variant: String? = nil, batchSize: Int, isTraining: Bool, threads: Int?,
    runs: Int
  ) {
    self.network = network
    self.variant = variant
    self.batchSize = batchSize
    self.isTraining = isTraining
    self.threads = threads
    self.runs = runs
  }

  public func run() throws -> Report {
    if let threads { Threads.count = threads }
    let (network, shape, classes) = try subject()
    let model =
      isTraining
      ? network : network.traced(input: shape.replacing(axis: 0, with: 1)).optimizedForInference()
    let key = RandomKey(seed: 1, counter: 0)
    let x = Initializer.uniform(1).make(shape, 1, 1, key)
    let labels = Tensor((0..<batchSize).map { Int64($0 % classes) })
    let optimizer = SGD(learningRate: 1e-4, momentum: 0.9)
    model.mode = isTraining ? .training : .evaluation
    let step = {
      if isTraining {
        let loss = classificationLoss(model, x, labels).loss
        optimizer.update(model, with: loss.gradients())
      } else {
        withoutGradients { _ = model(x) }
      }
    }
    for _ in 0..<3 { step() }
    HostAllocator.shared.resetPeak()
    let total = median((0..<runs).map { _ in seconds(step) })
    let peakMemory = HostAllocator.shared.statistics.peakBytesInUse
    let layers = layerTimes(model, x, of: network)
    return Report(
      network: self.network, batchSize: batchSize, mode: isTraining ? "train" : "forward",
      threads: Threads.count, medianMilliseconds: total * 1e3, peakMemoryBytes: peakMemory,
      layers: layers)
  }

  private func subject() throws -> (model: any TensorLayer, shape: Shape, classes: Int) {
    let architecture = try NetworkSource(network, variantName: variant).architecture
    let shape = architecture.preprocessing.inputShape.replacing(axis: 0, with: batchSize)
    if isTraining, architecture.classCount == nil {
      throw InputError(network, "is not a classifier")
    }
    return (try architecture.make(), shape, architecture.classCount ?? 1)
  }

  /// - Parameter network: `model` before it was optimized.
  private func layerTimes(
    _ model: any TensorLayer, _ x: Tensor, of network: any TensorLayer
  ) -> [Report.Layer] {
    let summaries = network.layerSummaries(input: x.shape.replacing(axis: 0, with: 1))
    let known = Set(network.modules.map(\.name))
    model.mode = isTraining ? .training : .evaluation
    var order: [String] = []
    var times: [String: [Double]] = [:]
    for _ in 0..<runs {
      let profiler = Profiler()
      profiler.start()
      withoutGradients { _ = model(x) }
      profiler.stop()
      var run: [String: Double] = [:]
      for row in profiler.rows {
        let name = layer(of: row.path, known)
        if times[name] == nil && run[name] == nil { order.append(name) }
        run[name, default: 0] += row.forward
      }
      for (name, time) in run { times[name, default: []].append(time) }
    }
    // What one module computes for its parts counts as its own.
    var costs: [String: Int] = [:]
    for line in summaries {
      let path = order.filter { line.name == $0 || line.name.hasPrefix($0 + ".") }
        .max { $0.count < $1.count }
      costs[path ?? "", default: 0] += line.multiplyAdds * batchSize
    }
    let peak = peakGflops()
    return order.map { path in
      let time = median(times[path] ?? [])
      let cost = costs[path] ?? 0
      let gflops = 2 * Double(cost) / time / 1e9
      return Report.Layer(
        name: path, milliseconds: time * 1e3, gflops: gflops, shareOfPeak: gflops / peak)
    }
  }

  /// The layer that an op of a graph, `conv1.relu`, belongs to.
  private func layer(of path: String, _ known: Set<String>) -> String {
    var name = path[...]
    while !known.contains(String(name)) {
      guard let dot = name.lastIndex(of: ".") else { return path }
      name = name[..<dot]
    }
    return String(name)
  }

  /// The rate of a matrix product of 1024³.
  private func peakGflops() -> Double {
    let size = 1024
    let a = Tensor.ones([size, size])
    let best = (0..<6).map { _ in seconds { _ = matmul(a, a) } }.min() ?? 1
    return 2 * pow(Double(size), 3) / best / 1e9
  }

  private func seconds(_ body: () -> Void) -> Double {
    let clock = ContinuousClock()
    let time = clock.measure(body)
    return Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
  }

  private func median(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.sorted()[values.count / 2]
  }
}

extension NetworkBenchmark.Report {
  public var table: String {
    let width = layers.map(\.name.count).max() ?? 0
    let lines = layers.map { layer in
      layer.name.padding(toLength: max(width, 5), withPad: " ", startingAt: 0)
        + String(
          format: " %9.3f ms %8.1f GFLOP/s %5.1f %%", layer.milliseconds, layer.gflops,
          layer.shareOfPeak * 100)
    }
    let head = String(
      format: ", batch %d, %d threads: median %.2f ms, peak memory %.1f MB", batchSize, threads,
      medianMilliseconds, Double(peakMemoryBytes) / 1e6)
    return (["\(network) \(mode)\(head)"] + lines).joined(separator: "\n")
  }
}
