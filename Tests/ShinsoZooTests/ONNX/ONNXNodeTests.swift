import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoFormats
@testable import ShinsoZoo

/// ONNX's tests of single operators, an outside judge: a model, its inputs and the outputs that
/// ONNX's own implementation gives. Fixtures/onnx-node-tests.txt says of each whether it passes or
/// what Shinso lacks for it; `SHINSO_WRITE_ONNX_LIST=1` writes it anew.
@Suite(.serialized) struct ONNXNodeTests {
  @Test(.requiresTestData("onnx-node-tests.tar.gz"))
  func allThatShinsoHasPass() throws {
    let url = try #require(TestData.url("onnx-node-tests.tar.gz"))
    let archive = try TarArchive(url)
    var folders: [String: [TarArchive.Entry]] = [:]
    for entry in archive.entries {
      let parts = entry.name.split(separator: "/")
      if let place = parts.firstIndex(of: "node"), parts.count > place + 2 {
        folders[String(parts[place + 1]), default: []].append(entry)
      }
    }
    #expect(folders.count == 1_765)
    var lines: [String] = []
    for (name, entries) in folders.sorted(by: { $0.key < $1.key }) {
      do {
        if let problem = try run(entries, of: archive) { Issue.record("\(name): \(problem)") }
        lines.append("\(name) passes")
      } catch let problem as InputError {
        lines.append("\(name) lacks \(problem.problem)")
      } catch {
        Issue.record("\(name): \(error)")
      }
    }
    let list = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/onnx-node-tests.txt")
    if ProcessInfo.processInfo.environment["SHINSO_WRITE_ONNX_LIST"] != nil {
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: list)
    }
    let known = try String(contentsOf: list, encoding: .utf8).split(separator: "\n").map(
      String.init)
    let changes = lines.difference(from: known).map { change in
      switch change {
      case .insert(_, let line, _): "now: \(line)"
      case .remove(_, let line, _): "before: \(line)"
      }
    }
    #expect(changes == [])
    #expect(lines.filter { $0.hasSuffix(" passes") }.count >= 850)
  }

  /// What differs, or nil.
  private func run(_ entries: [TarArchive.Entry], of archive: TarArchive) throws -> String? {
    func contents(_ suffix: String) throws -> [UInt8]? {
      try entries.first { $0.name.hasSuffix("/" + suffix) }.map { try archive.read($0) }
    }
    let file = try ONNXFile(MemorySource(contents("model.onnx") ?? [], name: "model.onnx"))
    func tensor(_ name: String) throws -> Tensor? {
      try contents("test_data_set_0/\(name).pb").map {
        try ONNXTensors.read(MemorySource($0, name: "\(name).pb"))
      }
    }
    let stored = Set(file.model.graph.initializer.map(\.name))
    var inputs: [(name: String, tensor: Tensor)] = []
    for (place, proto) in file.model.graph.input.enumerated() where !stored.contains(proto.name) {
      guard proto.type.hasTensorType else {
        throw InputError("model.onnx", "sequences, maps and optional values")
      }
      if let tensor = try tensor("input_\(place)") { inputs.append((proto.name, tensor)) }
    }
    let outputs = try outputs(file, inputs)
    for (place, found) in outputs.enumerated() {
      guard let expected = try tensor("output_\(place)") else { return "no output \(place)" }
      if let problem = difference(found, expected) { return "output \(place): \(problem)" }
    }
    return nil
  }

  /// As few inputs as possible are known beforehand: none, then what is no image or the like, then
  /// all.
  private func outputs(
    _ file: ONNXFile, _ inputs: [(name: String, tensor: Tensor)]
  ) throws -> [Tensor] {
    var first: (any Error)?
    let small = inputs.filter { !$0.tensor.dtype.isFloatingPoint || $0.tensor.rank < 2 }
    for known in [[], small, inputs] {
      do {
        let names = Set(known.map(\.name))
        let model = try ONNXModel(
          file,
          shapes: Dictionary(uniqueKeysWithValues: inputs.map { ($0.name, $0.tensor.shape) }),
          values: Dictionary(uniqueKeysWithValues: known.map { ($0.name, $0.tensor) }))
        return model.graph(inputs.filter { !names.contains($0.name) }.map(\.tensor))
      } catch { first = first ?? error }
    }
    throw first ?? InputError("model.onnx", "has no inputs")
  }

  /// ONNX's own tolerance: a relative 1e-3 and an absolute 1e-7, here 1e-6 as sums run in another
  /// order.
  private func difference(_ mine: Tensor, _ expected: Tensor) -> String? {
    guard mine.shape == expected.shape else {
      return "has shape \(mine.shape), expected \(expected.shape)"
    }
    let isExact = mine.dtype == expected.dtype
    let bothFloat = mine.dtype.isFloatingPoint && expected.dtype.isFloatingPoint
    guard isExact || bothFloat else { return "is \(mine.dtype), expected \(expected.dtype)" }
    let found = mine.cast(to: expected.dtype).scalars(as: Double.self)
    for (a, b) in zip(found, expected.scalars(as: Double.self)) {
      if a == b || a.isNaN && b.isNaN { continue }
      if !(abs(a - b) <= 1e-6 + 1e-3 * abs(b)) { return "is \(a) where \(b) is expected" }
    }
    return nil
  }
}
