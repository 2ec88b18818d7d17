import Foundation
import ShinsoFormats
import ShinsoNN
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoZoo

/// Thousands of damaged files: each gives a graph or an error of one line.
@Suite(.serialized) struct ONNXDamageTests {
  @Test(
    .requiresTestData("models/onnx"),
    arguments: [("mnist-8", 1500), ("tribuo-cnn_mnist", 500), ("silero_vad_16k_sequence", 120)])
  func damagedModels(name: String, rounds: Int) throws {
    let folder = try #require(TestData.url("models/onnx"))
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    let path = try #require(files.first { $0.hasSuffix("\(name).onnx") })
    let sound = try InputFile(folder.appending(path: path)).allBytes()
    var damage = Damage(seed: UInt64(sound.count))
    // Of large files nearly all is weights, which may hold anything.
    let head = min(sound.count, 4096)
    var failures = 0
    for round in 0..<rounds {
      let bytes =
        round % 2 == 0
        ? damage.bytes(sound)
        : damage.bytes(Array(sound.prefix(head))) + sound.dropFirst(head)
      do {
        let file = try ONNXFile(MemorySource(bytes, name: "n.onnx"))
        _ = (file.inputs, file.operators, file.parameterCount)
        let model = try ONNXModel(file)
        _ = model.graph.optimizedForInference()
      } catch let error as InputError {
        failures += 1
        if error.description.contains("\n") { Issue.record("round \(round): \(error)") }
      }
    }
    #expect(failures > rounds / 20)
  }

  /// Small models with every operator of the node tests, damaged.
  @Test(.requiresTestData("onnx-node-tests.tar.gz"))
  func damagedNodes() throws {
    let archive = try TarArchive(try #require(TestData.url("onnx-node-tests.tar.gz")))
    var damage = Damage(seed: 18)
    var (failures, rounds) = (0, 0)
    for entry in archive.entries
    where entry.name.contains("node/") && entry.name.hasSuffix("/model.onnx") {
      let sound = try archive.read(entry)
      for _ in 0..<2 {
        rounds += 1
        do {
          let file = try ONNXFile(MemorySource(damage.bytes(sound), name: "n.onnx"))
          _ = try ONNXModel(file)
        } catch let error as InputError {
          failures += 1
          if error.description.contains("\n") { Issue.record("\(entry.name): \(error)") }
        }
      }
    }
    #expect(rounds > 3000 && failures > rounds / 10)
  }
}
