import CKernels
import Foundation
import Testing

@testable import ShinsoModels

/// One window of the kernel against the formulas, in double precision.
@Suite struct Word2VecGradientTests {
  private static let (words, width, rate) = (6, 5, Float(0.1))

  private func rows(_ seed: Float) -> PaddedRows {
    let rows = PaddedRows(count: Self.words, width: Self.width)
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

  /// Hierarchical softmax, where nothing is drawn: a sentence of two words, one of which is the
  /// other's only context.
  @Test(arguments: [true, false]) func matchesTheFormula(isBag: Bool) {
    let (input, nodes) = (rows(0.3), rows(1.7))
    let (x, y) = (values(input), values(nodes))
    let starts: [Int32] = [0, 2, 5]
    let path: [Int32] = [0, 1, 0, 3, 2]
    let labels: [Float] = [1, 0, 0, 1, 1]
    var state = shinso_word2vec_state(random: 1, loss: 0, predictions: 0, windows: 0)
    let scratch = PaddedRows(count: 2, width: Self.width)
    var model = shinso_word2vec()
    (model.input, model.nodes, model.stride) = (input.floats, nodes.floats, input.stride)
    (model.vocabulary, model.window, model.is_bag) = (2, 1, isBag ? 1 : 0)
    starts.withUnsafeBufferPointer { starts in
      path.withUnsafeBufferPointer { path in
        labels.withUnsafeBufferPointer { labels in
          (model.path_starts, model.path_nodes) = (starts.baseAddress, path.baseAddress)
          model.path_labels = labels.baseAddress
          // Word 1 has the single context word 0; then word 0 has word 1. Both are trained.
          shinso_word2vec_train(
            &model, [0, 1], 2, Self.rate, Self.rate, scratch.floats, &state)
        }
      }
    }
    var (expectedX, expectedY) = (x, y)
    for (context, word) in [(1, 0), (0, 1)] {
      let range = Int(starts[word])..<Int(starts[word + 1])
      let old = expectedX[context]
      var change = [Double](repeating: 0, count: Self.width)
      for k in range {
        let node = Int(path[k])
        let product = zip(old, expectedY[node]).reduce(0) { $0 + $1.0 * $1.1 }
        let step = Double(Self.rate) * (Double(labels[k]) - 1 / (1 + exp(-product)))
        for d in 0..<Self.width {
          change[d] += step * expectedY[node][d]
          expectedY[node][d] += step * old[d]
        }
      }
      for d in 0..<Self.width { expectedX[context][d] += change[d] }
    }
    for (found, expected) in [(values(input), expectedX), (values(nodes), expectedY)] {
      for (a, b) in zip(found.joined(), expected.joined()) { #expect(abs(a - b) < 1e-6) }
    }
    #expect(state.windows == 2 && state.predictions == 2)
    // What lies behind the last dimension stays zero.
    #expect(input.floats[Self.width] == 0 && nodes.floats[Self.width] == 0)
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
