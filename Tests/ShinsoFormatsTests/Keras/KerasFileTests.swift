import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoFormats

/// The small network of `Tools/golden/keras.py` in three kinds of files.
@Suite(.serialized) struct KerasFileTests {
  private static let files = ["tiny.h5", "tiny.keras", "tiny.weights.h5"]

  @Test(arguments: files) func layers(name: String) throws {
    let file = try KerasFile(Fixture.url(name))
    let layers = file.layers
    #expect(Set(layers.map(\.name)) == ["first", "norm", "wide", "classes"])
    let kinds = Dictionary(uniqueKeysWithValues: layers.map { ($0.name, $0.kind) })
    #expect(kinds["first"] == .convolution && kinds["norm"] == .norm && kinds["classes"] == .dense)
    #expect(kinds["wide"] == .depthwise)
    let first = try #require(layers.first { $0.name == "first" })
    #expect(first.kernel?.shape == [3, 3, 3, 4] && first.weights.count == 1)
    let norm = try #require(layers.first { $0.name == "norm" })
    #expect(norm.weights.keys.sorted() == ["beta", "gamma", "moving_mean", "moving_variance"])
    // Weights alone do not come with a description of the network.
    if name == "tiny.weights.h5" {
      #expect(file.inputSize?.height == nil)
      #expect(norm.settings?.epsilon == nil)
    } else {
      #expect(layers.map(\.name) == ["first", "norm", "wide", "classes"])
      #expect(file.inputSize?.height == 8 && file.inputSize?.width == 9)
      #expect(first.settings?.strides == [2, 2] && norm.settings?.epsilon == 1e-3)
    }
  }

  @Test func listing() throws {
    let file = try ArrayFile(Fixture.url("tiny.keras"))
    #expect(file.format == .keras && file.arrays.count == 9)
    #expect(file.metadata["config.json"]?.contains("Sequential") == true)
    #expect(try file.statistics(of: 0)?.nanCount == 0)
    #expect(try ArrayFile(Fixture.url("tiny.h5")).metadata["model_weights/backend"] == "torch")
  }

  @Test func otherFiles() {
    #expect(
      problem { try KerasFile(Fixture.url("old.h5")) }.contains("holds no weights of Keras's"))
    #expect(problem { try KerasFile(Fixture.url("all.npz")) }.contains("model.weights.h5"))
  }

  @Test(arguments: files) func damagedFiles(name: String) throws {
    try expectTypedErrors(Fixture.bytes(name), name, rounds: 1500) { _ = try KerasFile($0) }
  }

  /// Past the check sums of the archive.
  @Test func damagedArchives() throws {
    let archive = try ZipArchive(Fixture.url("tiny.keras"))
    let parts = try archive.entries.map { (name: $0.name, bytes: try archive.read($0)) }
    for part in parts where part.name != KerasArchive.metadataName {
      let isText = part.name == KerasArchive.configurationName
      try expectTypedErrors(part.bytes, "tiny.keras", rounds: 1000, isText: isText) { source in
        let bytes = try makeArchive { archive in
          for other in parts {
            try archive.add(other.name, other.name == part.name ? source.contents : other.bytes)
          }
        }
        _ = try KerasFile(MemorySource(bytes, name: source.name))
      }
    }
  }
}
