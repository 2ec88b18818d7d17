import Foundation
import ShinsoFormats
import ShinsoTensor
import Testing

@testable import ShinsoExperiments

@Suite struct FeatureCacheTests {
  private let root = FileManager.default.temporaryDirectory.appending(path: "features-\(UUID())")

  @Test func keepsRowsByDigest() throws {
    defer { try? FileManager.default.removeItem(at: root) }
    let cache = Cache(root: root)
    let features = Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])
    FeatureCache(key: "net", in: cache).add(["a", "b"], features)
    FeatureCache(key: "net", in: cache).add(["c"], features.sliced(axis: 0, to: 1))
    let read = FeatureCache(key: "net", in: cache)
    #expect(read["a"] == [1, 2, 3] && read["b"] == [4, 5, 6] && read["c"] == [1, 2, 3])
    #expect(read["d"] == nil)
    #expect(FeatureCache(key: "other net", in: cache)["a"] == nil)
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
    #expect(FeatureCache(key: "net", in: cache)["a"] == nil)
  }

  @Test func noRoomIsNoError() throws {
    defer { try? FileManager.default.removeItem(at: root) }
    try Data().write(to: root)
    let cache = FeatureCache(key: "net", in: Cache(root: root))
    cache.add(["a"], Tensor([1] as [Float], shape: [1, 1]))
    #expect(cache["a"] == nil)
  }
}
