import Foundation
import ShinsoNN
import ShinsoTensor
import Synchronization

/// Makes the mean of the gradients of all ranks, bucket by bucket, while the backward pass goes on.
package final class GradientExchange: @unchecked Sendable {
  private let ranks: Ranks
  private let model: Module
  private let reduction: Reduction
  private var layout: GradientLayout?
  private var buckets: [GradientBucket] = []
  /// Of each bucket: how many gradients are still to come.
  private var missing: [Int] = []
  private var isPut: [Bool] = []
  private var started = 0
  /// The parameters in the order in which the last pass finished them, where this one looks first.
  private var order: [Int] = []
  private var found = 0

  init(_ ranks: Ranks, _ model: Module, _ reduction: Reduction) {
    (self.ranks, self.model, self.reduction) = (ranks, model, reduction)
  }

  // MARK: An update

  /// Takes each gradient of the backward pass that goes on as it is complete; nil where none is exchanged.
  package static var receiver: ((Gradient, (Parameter) -> Bool) -> Void)? {
    active.withLock { $0 }.map { exchange in { exchange.note($0, $1) } }
  }

  private static let active = Mutex<GradientExchange?>(nil)

  /// Makes an update's gradients and scores together with the other ranks.
  ///
  /// - Parameters:
  ///   - isOnePass: whether one backward pass makes them all, so that they may leave early.
  ///   - own: makes this rank's.
  /// - Throws: what one of the ranks threw, on all.
  func update(
    isOnePass: Bool, _ own: () throws -> (Gradients, Scores)
  ) throws -> (Gradients, Scores) {
    begin()
    if isOnePass { Self.active.withLock { $0 = self } }
    let result = Result { try own() }
    Self.active.withLock { $0 = nil }
    let (gradients, scores) = (try? result.get()) ?? (Gradients(), Scores())
    let mean = try Profiler.span("exchange") { try finish(gradients) }
    return (mean, try ranks.sum(scores, of: result))
  }

  /// Before the pass whose gradients are exchanged.
  private func begin() {
    let parameters = model.parameters.map(\.value).filter { $0.isMaterialized && !$0.isFrozen }
    if let layout, zip(layout.parameters, parameters).allSatisfy({ $0 === $1 }),
      layout.parameters.count == parameters.count
    {
      missing = layout.buckets.map(\.gradients)
      isPut = [Bool](repeating: false, count: parameters.count)
    } else {
      layout = nil
    }
    (started, found) = (0, 0)
  }

  /// A gradient is complete.
  private func note(_ gradient: Gradient, _ isOf: (Parameter) -> Bool) {
    guard let layout else { return }
    let index: Int
    if found < order.count, isOf(layout.parameters[order[found]]) {
      index = order[found]
    } else if let place = layout.parameters.firstIndex(where: isOf) {
      index = place
      order.insert(index, at: min(found, order.count))
    } else {
      return
    }
    found += 1
    put(gradient, index, layout)
  }

  private func put(_ gradient: Gradient?, _ index: Int, _ layout: GradientLayout) {
    guard let place = layout.places[index], !isPut[index] else { return }
    isPut[index] = true
    buckets[place.bucket].put(gradient, at: place)
    missing[place.bucket] -= 1
    // In the same order on all ranks.
    while started < buckets.count, missing[started] == 0 {
      buckets[started].start()
      started += 1
    }
  }

  /// The mean of the gradients of all ranks.
  ///
  /// - Parameter own: of this rank; empty if it could not make any.
  private func finish(_ own: Gradients) throws -> Gradients {
    if layout == nil { try arrange(own) }
    guard let layout else { return own }
    for (index, parameter) in layout.parameters.enumerated() {
      put(own[parameter], index, layout)
    }
    var all = Gradients()
    for (index, parameter) in layout.parameters.enumerated() where layout.places[index] == nil {
      all[parameter] = try mean(ofRows: own[parameter], parameter.shape)
    }
    for bucket in buckets { try bucket.finish() }
    for (index, parameter) in layout.parameters.enumerated() {
      guard let place = layout.places[index] else { continue }
      all[parameter] = buckets[place.bucket].mean(at: place, shape: parameter.shape)
    }
    return all
  }

  /// Agrees on which gradients consist of a few rows, as those of embeddings.
  private func arrange(_ own: Gradients) throws {
    let parameters = model.parameters.map(\.value).filter { $0.isMaterialized && !$0.isFrozen }
    let kinds = try ranks.gather(
      parameters.map { parameter -> Double in
        guard let gradient = own[parameter] else { return 0 }
        if case .rows = gradient { return 1 }
        return 2
      })
    let layout = GradientLayout(
      parameters,
      inRows: parameters.indices.map { index in
        kinds.contains { $0[index] == 1 } && !kinds.contains { $0[index] == 2 }
      })
    self.layout = layout
    buckets = layout.buckets.map {
      GradientBucket(elements: $0.elements, gradients: $0.gradients, ranks, reduction)
    }
    missing = layout.buckets.map(\.gradients)
    isPut = [Bool](repeating: false, count: parameters.count)
    order = []
  }

  /// Each rank's rows, one after the other.
  private func mean(ofRows own: Gradient?, _ shape: Shape) throws -> Gradient? {
    var bytes = Data()
    if let own {
      let rows = own.asRows
      for tensor in [rows.indices, rows.values] {
        tensor.withUnsafeBytes { bytes.append(contentsOf: $0) }
      }
    }
    let width = shape.elementCount / max(shape[0], 1)
    let size = MemoryLayout<Int64>.stride + width * MemoryLayout<Float>.stride
    var sum: Gradient?
    for data in try ranks.gather(bytes) where !data.isEmpty {
      let count = data.count / size
      let split = data.startIndex + count * MemoryLayout<Int64>.stride
      let part = Gradient.rows(
        RowGradient(
          indices: Tensor(shape: [count], dtype: .int64) { $0.copyBytes(from: data[..<split]) },
          values: Tensor(shape: shape.replacing(axis: 0, with: count)) {
            $0.copyBytes(from: data[split...])
          }, shape: shape))
      sum = sum.map { $0 + part } ?? part
    }
    return sum?.scaled(by: 1 / Double(ranks.count))
  }
}

extension Gradient {
  /// As a list of rows, all of them if it is dense.
  fileprivate var asRows: RowGradient {
    if case .rows(let rows) = self { return rows.coalesced }
    let tensor = tensor
    return RowGradient(
      indices: Tensor((0..<Int64(tensor.shape[0])).map { $0 }), values: tensor, shape: tensor.shape)
  }
}
