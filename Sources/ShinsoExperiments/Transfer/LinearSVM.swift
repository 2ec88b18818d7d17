import CLibLinear
import Foundation
import ShinsoTensor

/// A linear support vector machine, one against the rest, by LIBLINEAR (Fan et al., JMLR 9, 2008):
/// L2-regularized squared hinge loss with a bias term.
struct LinearSVM: Classifier {
  let classCount: Int
  /// `[classes][dimensions + 1]`, the bias last.
  let weights: [[Double]]

  init(classCount: Int, weights: [[Double]]) {
    self.classCount = classCount
    self.weights = weights
  }

  /// Trains on rows of equal length. Deterministic for a seed.
  init(rows: [ArraySlice<Float>], labels: [Int], classCount: Int, cost: Double, seed: UInt64) throws
  {
    let dimensions = rows.first?.count ?? 0
    // LIBLINEAR permutes by the C library's generator and prints its progress.
    srand(UInt32(truncatingIfNeeded: seed))
    set_print_string_function { _ in }
    // Features of 0 are left out.
    let filled = rows.reduce(0) { $0 + $1.count { $0 != 0 } }
    var nodes = [feature_node](repeating: feature_node(), count: filled + 2 * rows.count)
    var targets = labels.map(Double.init)
    let trained: [[Double]]? = nodes.withUnsafeMutableBufferPointer { nodes in
      guard let base = nodes.baseAddress else { return nil }
      var starts: [UnsafeMutablePointer<feature_node>?] = []
      var next = base
      func add(_ index: Int, _ value: Double) {
        next.pointee = feature_node(index: Int32(index), value: value)
        next += 1
      }
      for row in rows {
        starts.append(next)
        for (column, value) in row.enumerated() where value != 0 { add(column + 1, Double(value)) }
        add(dimensions + 1, 1)
        add(-1, 0)
      }
      return starts.withUnsafeMutableBufferPointer { starts in
        targets.withUnsafeMutableBufferPointer { targets in
          var task = problem()
          task.l = Int32(rows.count)
          task.n = Int32(dimensions + 1)
          task.y = targets.baseAddress
          task.x = starts.baseAddress
          task.bias = 1
          var options = shinso_linear_svm_parameters(cost)
          guard check_parameter(&task, &options) == nil,
            let trained = CLibLinear.train(&task, &options)
          else { return nil }
          var model: UnsafeMutablePointer<CLibLinear.model>? = trained
          defer { free_and_destroy_model(&model) }
          return Self.weights(trained.pointee, classCount, dimensions + 1)
        }
      }
    }
    guard let trained else {
      throw InputError(
        "svm", "cannot be trained: at least two classes and a positive cost are needed")
    }
    self.init(classCount: classCount, weights: trained)
  }

  /// The decision value of each class.
  func decisions(_ row: some Collection<Float>) -> [Double] {
    weights.map { weights in
      var sum = weights[weights.count - 1]
      for (weight, value) in zip(weights, row) { sum += weight * Double(value) }
      return sum
    }
  }

  /// The weights by class number; a class that did not occur never wins.
  private static func weights(_ model: model, _ classCount: Int, _ dimensions: Int) -> [[Double]] {
    var result = [[Double]](
      repeating: [Double](repeating: 0, count: dimensions - 1) + [-.greatestFiniteMagnitude],
      count: classCount)
    let count = Int(model.nr_class)
    let columns = count == 2 ? 1 : count
    for index in 0..<count {
      let column = columns == 1 ? 0 : index
      // Of two classes the first one's weights are stored.
      let sign: Double = columns == 1 && index == 1 ? -1 : 1
      result[Int(model.label[index])] = (0..<dimensions).map {
        sign * model.w[$0 * columns + column]
      }
    }
    return result
  }
}
