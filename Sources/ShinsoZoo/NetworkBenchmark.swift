import Foundation
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

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
      /// By the multiply-adds of the direct way; nil for a layer without convolution or product.
      public let gflops: Double?
      /// `gflops` by the rate of a large matrix product on this machine. Winograd's convolution, which
      /// needs fewer multiplications than the direct one, may pass 1.
      public let ofMatrixProduct: Double?
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
    let traced = network.traced(input: shape.replacing(axis: 0, with: 1))
    let graph = isTraining ? traced : traced.optimizedForInference()
    let model: any TensorLayer = isTraining ? network : graph
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
    let layers = layerTimes(model, x, known: Set(network.modules.map(\.name)), graph)
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
    let model = try architecture.make()
    do { _ = try (model as? Graph)?.outputShape(for: shape) } catch {
      throw InputError(network, "cannot take \(counted(batchSize, "sample")) at once: \(error)")
    }
    return (model, shape, architecture.classCount ?? 1)
  }

  /// - Parameters:
  ///   - known: the names of layers.
  ///   - graph: what `model` computes for one sample.
  private func layerTimes(
    _ model: any TensorLayer, _ x: Tensor, known: Set<String>, _ graph: Graph
  ) -> [Report.Layer] {
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
    let costs = multiplyAdds(graph, known)
    let peak = peakGflops()
    return order.map { path in
      let time = median(times[path] ?? [])
      let gflops = costs[path].map { 2 * Double($0) / time / 1e9 }
      return Report.Layer(
        name: path, milliseconds: time * 1e3, gflops: gflops,
        ofMatrixProduct: gflops.map { $0 / peak })
    }
  }

  /// Of a batch, by layer; only layers that have some.
  private func multiplyAdds(_ graph: Graph, _ known: Set<String>) -> [String: Int] {
    var costs: [String: Int] = [:]
    for node in graph.nodes {
      let cost = node.op.multiplyAdds(
        node.inputs.map(graph.spec), node.outputs.map(graph.spec))
      if cost > 0 { costs[layer(of: node.name, known), default: 0] += cost * batchSize }
    }
    return costs
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
  /// A heading, and a table of the layers.
  public var table: String {
    let head = String(
      format: ", batch %d, %@: median %.2f ms, peak memory %.1f MB", batchSize,
      counted(threads, "thread"), medianMilliseconds, Double(peakMemoryBytes) / 1e6)
    let rows = layers.map { layer in
      [
        layer.name, String(format: "%.3f", layer.milliseconds),
        layer.gflops.map { String(format: "%.1f", $0) } ?? "-",
        layer.ofMatrixProduct.map { String(format: "%.0f %%", $0 * 100) } ?? "-",
      ]
    }
    let table = Table(["LAYER", ">MS", ">GFLOP/S", ">OF A MATRIX PRODUCT'S"], rows)
    return (["\(network) \(mode)\(head)"] + table.lines).joined(separator: "\n")
  }
}
