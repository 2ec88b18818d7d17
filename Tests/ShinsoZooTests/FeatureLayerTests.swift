import Foundation
import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import Testing

@testable import ShinsoZoo

@Suite struct FeatureLayerTests {
  private let network: EfficientNetLite0
  private let samples: TensorDataset

  init() {
    RandomGenerator.shared.key = RandomKey(seed: 3, counter: 0)
    network = EfficientNetLite0()
    network.mode = .evaluation
    let pictures = Initializer.uniform(1).make(
      [2, 3, 32, 32], 1, 1, RandomKey(seed: 1, counter: 0))
    samples = TensorDataset(pictures, labels: [0, 0], classNames: ["a"])
  }

  private func features(_ layer: String, _ pooling: FeaturePooling = .none) throws -> Tensor {
    let graph = network.traced(input: [1, 3, 32, 32]).optimizedForInference(keeping: [layer])
    let batches = FeatureBatches(
      network: try #require(graph.ending(atLayer: layer), "\(layer)"),
      batches: DataLoader(samples, batchSize: 2).epoch(0), pooling: pooling)
    return try #require(try batches.next())
  }

  @Test func everyListedLayerGivesThem() throws {
    let composites = try NetworkSource("efficientnet-lite0").architecture.compositeLayers()
      .map(\.name)
    #expect(composites.contains("stem") && composites.contains("blocks.3.expand"))
    let leaves = network.layerSummaries(input: [1, 3, 32, 32]).map(\.name)
    #expect(leaves.contains("stem.conv") && leaves.contains("blocks.15.project.bn"))
    #expect(Set(leaves).isDisjoint(with: composites))
    for name in leaves + composites {
      let features = try features(name)
      #expect(features.shape[0] == 2 && features.shape[1] > 0, "\(name)")
    }
  }

  @Test func mapsBecomeTheirAverages() throws {
    let maps = try features("head").reshaped([2, 1280, 1, 1])
    #expect(try features("head", .average).scalars(as: Float.self) == maps.scalars(as: Float.self))
    // Of 16 x 16 pixels.
    let stem = try features("stem").reshaped([2 * 32, 16 * 16])
    let means = try features("stem", .average)
    #expect(means.shape == [2, 32])
    for (row, mean) in zip(stem.rows, means.scalars(as: Float.self)) {
      #expect(abs(row.reduce(0, +) / 256 - mean) < 1e-5)
    }
    #expect(try features("pool", .average).shape == [2, 1280])
  }

  /// The normalization's own output, where it is not folded, is that of the whole.
  @Test func foldedOrNotIsTheSame() throws {
    let whole = try features("blocks.2.project").scalars(as: Float.self)
    let parts = try features("blocks.2.project.bn").scalars(as: Float.self)
    #expect(whole.count == parts.count)
    let worst = zip(whole, parts).map { abs($0 - $1) }.max() ?? 1
    #expect(worst < 1e-3 * (whole.map { abs($0) }.max() ?? 0))
    #expect(try features("blocks.2.project.conv").scalars(as: Float.self) != parts)
  }
}
