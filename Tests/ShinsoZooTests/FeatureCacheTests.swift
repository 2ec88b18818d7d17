import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor
import Testing

@testable import ShinsoZoo

@Suite struct FeatureCacheTests {
  private let root = FileManager.default.temporaryDirectory.appending(path: "features-\(UUID())")

  @Test func keepsRowsByDigest() throws {
    defer { try? FileManager.default.removeItem(at: root) }
    let cache = Cache(root: root)
    let features = Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])
    FeatureCache(key: "net", in: cache).add(["a", "b"], features)
    FeatureCache(key: "net", in: cache).add(["c"], features.sliced(axis: 0, to: 1))
    let rows = FeatureCache(key: "net", in: cache).rows(of: ["a", "c", "d"])
    #expect(rows == ["a": [1, 2, 3], "c": [1, 2, 3]])
    #expect(FeatureCache(key: "net", in: cache).rows(of: ["b"]) == ["b": [4, 5, 6]])
    #expect(FeatureCache(key: "other net", in: cache).rows(of: ["a"]).isEmpty)
  }

  @Test func whatFeaturesDependOnIsInTheKey() {
    func key(
      _ name: String = "net", _ digest: String = "d", _ layer: String = "pool", side: Int = 224,
      mean: Float = 0.5, pooling: FeaturePooling = .none
    ) -> String {
      PretrainedNetwork.featureKey(
        name: name, digest: digest, layer: layer, pooling: pooling,
        preprocessing: ImagePreprocessing(
          width: side, height: side, shortSide: nil, interpolation: .bilinear,
          normalization: ImageNormalization(mean: [mean], standardDeviation: [1])))
    }
    let keys = [
      key(), key("other"), key("net", "e"), key("net", "d", "head"), key(side: 225), key(mean: 0.4),
      key(pooling: .average),
    ]
    #expect(Set(keys).count == keys.count)
    #expect(key() == key())
  }

  @Test func aDamagedFileIsAsNone() throws {
    defer { try? FileManager.default.removeItem(at: root) }
    let cache = Cache(root: root)
    FeatureCache(key: "net", in: cache).add(["a"], Tensor([1, 2] as [Float], shape: [1, 2]))
    let folder = root.appending(path: "features")
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    let file = try #require(
      files?.compactMap { $0 as? URL }.first { $0.pathExtension == "safetensors" })
    var bytes = try Data(contentsOf: file)
    bytes[bytes.count - 1] ^= 1
    try bytes.write(to: file)
    #expect(FeatureCache(key: "net", in: cache).rows(of: ["a"]).isEmpty)
  }

  @Test func noRoomIsNoError() throws {
    defer { try? FileManager.default.removeItem(at: root) }
    try Data().write(to: root)
    let cache = FeatureCache(key: "net", in: Cache(root: root))
    cache.add(["a"], Tensor([1] as [Float], shape: [1, 1]))
    #expect(cache.rows(of: ["a"]).isEmpty)
  }
}
