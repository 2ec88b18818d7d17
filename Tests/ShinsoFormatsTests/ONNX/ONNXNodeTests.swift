import Foundation
import ShinsoFormats
import ShinsoTensor
import TestSupport
import Testing

/// ONNX's tests of single operators, an outside judge: a model, its inputs and the outputs that
/// ONNX's own implementation gives. A test counts if Shinso has what it asks for; then it must pass.
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
    var passed: [String] = []
    var skipped: [String: [String]] = [:]
    for (name, entries) in folders.sorted(by: { $0.key < $1.key }) {
      do {
        if let problem = try run(entries, of: archive) {
          Issue.record("\(name): \(problem)")
        } else {
          passed.append(name)
        }
      } catch let problem as Unsupported {
        skipped[problem.reason, default: []].append(name)
      } catch {
        Issue.record("\(name): \(error)")
      }
    }
    if ProcessInfo.processInfo.environment["SHINSO_ONNX_SKIPPED"] != nil {
      for (reason, names) in skipped.sorted(by: { $0.value.count > $1.value.count }) {
        print("skipped for \(reason): \(names.count), \(names.prefix(3).joined(separator: ", "))")
      }
    }
    print("ONNX node tests: \(passed.count) passed")
    #expect(passed.count >= 450)
  }

  /// What differs, or nil.
  private func run(_ entries: [TarArchive.Entry], of archive: TarArchive) throws -> String? {
    func contents(_ suffix: String) throws -> [UInt8]? {
      try entries.first { $0.name.hasSuffix("/" + suffix) }.map { try archive.read($0) }
    }
    let graph = try ONNXGraph(model: try contents("model.onnx") ?? [])
    for node in graph.nodes where node.attributes.values.contains(where: \.hasGraph) {
      throw Unsupported(node.type)
    }
    for node in graph.nodes where ONNXOperators.all[node.type] == nil {
      throw Unsupported(node.type)
    }
    func tensor(_ name: String) throws -> Tensor? {
      try contents("test_data_set_0/\(name).pb").map { try ONNXTensor.read($0[...]) }
    }
    var values = graph.constants
    for (place, name) in graph.inputs.enumerated() {
      if let value = try tensor("input_\(place)") { values[name] = value }
    }
    for node in graph.nodes {
      let outputs = try ONNXOperators.run(node, node.inputs.map { $0.isEmpty ? nil : values[$0] })
      for (name, value) in zip(node.outputs, outputs) where !name.isEmpty { values[name] = value }
    }
    for (place, name) in graph.outputs.enumerated() {
      guard let expected = try tensor("output_\(place)") else { return "no output \(place)" }
      guard let mine = values[name] else { return "output \(name) was not computed" }
      if let problem = difference(mine, expected) { return "output \(place): \(problem)" }
    }
    return nil
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
