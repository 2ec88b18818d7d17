import CKernels
import Foundation
import Testing

@testable import ShinsoModels

/// One window of the kernel against the formulas, in double precision.
@Suite struct Word2VecGradientTests {
  private static let (words, nodes, width, rate) = (6, 24, 5, Float(0.1))

  private func rows(_ seed: Float, count: Int = words) -> PaddedRows {
    let rows = PaddedRows(count: count, width: Self.width)
    for row in 0..<rows.count {
      for d in 0..<rows.width {
        rows.floats[row * rows.stride + d] = sinf(seed + Float(row * 7 + d * 3))
      }
    }
    return rows
  }

  private func values(_ rows: PaddedRows) -> [[Double]] {
    (0..<rows.count).map { row in
      (0..<rows.width).map { Double(rows.floats[row * rows.stride + $0]) }
    }
  }

  /// What is trained besides the inputs: the nodes of each word's path, and with `hasNoise` the word
  /// itself, of which negative sampling without noise words makes an output.
  struct Outputs: CustomTestStringConvertible {
    /// Of the three words.
    let paths: [[Int32]]
    let hasNoise: Bool

    var testDescription: String { "\(paths.map(\.count)) \(hasNoise)" }

    /// Nodes that go round from a first one on.
    static func path(_ count: Int, from first: Int) -> [Int32] {
      (0..<count).map { Int32((first + $0) % Word2VecGradientTests.nodes) }
    }
  }

  /// With up to eight outputs a word takes one product, with more several.
  private static let cases = [
    Outputs(paths: [[0, 1], [0, 3, 2], [4]], hasNoise: false),
    Outputs(paths: [[], [], []], hasNoise: true),
    Outputs(paths: [[0, 1], [0, 3, 2], [4]], hasNoise: true),
    Outputs(
      paths: [Outputs.path(9, from: 0), Outputs.path(20, from: 5), Outputs.path(8, from: 3)],
      hasNoise: false),
    Outputs(
      paths: [Outputs.path(17, from: 2), Outputs.path(3, from: 5), Outputs.path(11, from: 3)],
      hasNoise: true),
  ]

  private func label(_ k: Int) -> Float { k % 3 == 0 ? 1 : 0 }

  /// A sentence of three words, the middle one of which has two context words. All outputs of a word
  /// see the context as it was before.
  @Test(arguments: [true, false], cases) func matchesTheFormula(isBag: Bool, outputs: Outputs) {
    let (input, noise, nodes) = (rows(0.3), rows(2.1), rows(1.7, count: Self.nodes))
    let hasPaths = outputs.paths.contains { !$0.isEmpty }
    var (x, y) = (values(input), ["noise": values(noise), "nodes": values(nodes)])
    let starts = outputs.paths.reduce(into: [Int32(0)]) {
      $0.append($0[$0.count - 1] + Int32($1.count))
    }
    let labels = outputs.paths.flatMap { path in path.indices.map(label) }
    var state = shinso_word2vec_state(random: 1, loss: 0, predictions: 0, windows: 0)
    let scratch = PaddedRows(count: Int(SHINSO_WORD2VEC_SCRATCH), width: Self.width)
    var model = shinso_word2vec()
    (model.input, model.stride) = (input.floats, input.stride)
    model.nodes = hasPaths ? nodes.floats : nil
    model.noise = outputs.hasNoise ? noise.floats : nil
    (model.vocabulary, model.window, model.is_bag) = (3, 1, isBag ? 1 : 0)
    starts.withUnsafeBufferPointer { starts in
      outputs.paths.flatMap(\.self).withUnsafeBufferPointer { path in
        labels.withUnsafeBufferPointer { labels in
          (model.path_starts, model.path_nodes) = (starts.baseAddress, path.baseAddress)
          model.path_labels = labels.baseAddress
          shinso_word2vec_train(
            &model, [0, 1, 2], 3, Self.rate, Self.rate, scratch.floats, &state)
        }
      }
    }
    for (word, context) in [(0, [1]), (1, [0, 2]), (2, [1])] {
      let before = context.map { x[$0] }
      let read = isBag ? [mean(before)] : before
      var change = read.map { $0.map { _ in 0.0 } }
      func train(_ table: String, _ row: Int, _ label: Float) {
        let old = y[table]?[row] ?? []
        for (i, input) in read.enumerated() {
          let product = zip(input, old).reduce(0) { $0 + $1.0 * $1.1 }
          let step = Double(Self.rate) * (Double(label) - 1 / (1 + exp(-product)))
          for d in 0..<Self.width {
            change[i][d] += step * old[d]
            y[table]?[row][d] += step * input[d]
          }
        }
      }
      for (k, node) in outputs.paths[word].enumerated() { train("nodes", Int(node), label(k)) }
      if outputs.hasNoise { train("noise", word, 1) }
      for (i, row) in context.enumerated() {
        for d in 0..<Self.width { x[row][d] += change[isBag ? 0 : i][d] }
      }
    }
    for (found, expected) in [
      (values(input), x), (values(noise), y["noise"] ?? []), (values(nodes), y["nodes"] ?? []),
    ] {
      #expect(found.count == expected.count)
      for (a, b) in zip(found.joined(), expected.joined()) { #expect(abs(a - b) < 2e-6) }
    }
    #expect(state.windows == 3 && state.predictions > 0)
    // What lies behind the last dimension stays zero.
    #expect(input.floats[Self.width] == 0 && nodes.floats[Self.width] == 0)
  }

  private func mean(_ rows: [[Double]]) -> [Double] {
    (0..<Self.width).map { d in rows.reduce(0) { $0 + $1[d] } / Double(rows.count) }
  }

  @Test func joinsWhatOneCopyChangedAndAddsWhatBothDid() {
    let (base, a, b) = (rows(0), rows(0), rows(0))
    let before = values(base)
    a.floats[0] += 1
    a.changes[0] = 1
    // Row 1: at right angles; row 2: the same change by many steps.
    a.floats[a.stride] += 1
    b.floats[b.stride + 1] += 1
    (a.changes[1], b.changes[1]) = (255, 255)
    a.floats[2 * a.stride] += 1
    b.floats[2 * b.stride] += 1
    (a.changes[2], b.changes[2]) = (255, 255)
    // Row 3: the same change by one small step each.
    a.floats[3 * a.stride] += 1
    b.floats[3 * b.stride] += 1
    (a.changes[3], b.changes[3]) = (1, 1)
    shinso_word2vec_join(
      base.floats, a.floats, b.floats, a.changes, b.changes, base.count, base.stride, 0.5)
    let after = values(base)
    func moved(_ row: Int, _ d: Int) -> Double { after[row][d] - before[row][d] }
    #expect(abs(moved(0, 0) - 1) < 1e-5)
    #expect(abs(moved(1, 0) - 1) < 1e-5 && abs(moved(1, 1) - 1) < 1e-5)
    #expect(abs(moved(2, 0) - 1) < 1e-3)
    #expect(abs(moved(3, 0) - (2 - (1 - exp(-0.125)))) < 1e-5)
    #expect(values(a) == after && values(b) == after)
    #expect(a.changes[2] == 0 && b.changes[2] == 0)
  }
}
