import CLibSVM
import Foundation
import ShinsoTensor

/// A support vector machine with the kernel `exp(-gamma ‖x - y‖²)`, one class against one other,
/// by LIBSVM (Chang & Lin, ACM TIST 2, 2011).
struct KernelSVM: Classifier {
  let classCount: Int
  let gamma: Double
  /// The classes that occurred, in the order in which LIBSVM numbers them.
  let labels: [Int]
  /// Support vectors, those of the first label first.
  let vectors: [[Double]]
  /// How many support vectors each label has.
  let vectorCounts: [Int]
  /// `[labels - 1][vectors]`: the coefficients against the other labels, the own one left out.
  let coefficients: [[Double]]
  /// Of each pair of labels, `(0, 1), (0, 2), …, (1, 2), …`.
  let offsets: [Double]

  init(
    classCount: Int, gamma: Double, labels: [Int], vectors: [[Double]], vectorCounts: [Int],
    coefficients: [[Double]], offsets: [Double]
  ) {
    self.classCount = classCount
    self.gamma = gamma
    self.labels = labels
    self.vectors = vectors
    self.vectorCounts = vectorCounts
    self.coefficients = coefficients
    self.offsets = offsets
  }

  /// Trains on rows of equal length.
  ///
  /// - Parameter gamma: nil: one over the number of features and their variance.
  init(
    rows: [ArraySlice<Float>], labels: [Int], classCount: Int, cost: Double, gamma: Double? = nil
  ) throws {
    guard Set(labels).count > 1 else {
      throw InputError("svm", "cannot be trained: at least two classes are needed")
    }
    let dimensions = rows[0].count
    let gamma = gamma ?? Self.scale(rows)
    svm_set_print_string_function { _ in }
    var nodes = [svm_node](repeating: svm_node(), count: rows.count * (dimensions + 1))
    var targets = labels.map(Double.init)
    var options = svm_parameter()
    options.svm_type = Int32(C_SVC)
    options.kernel_type = Int32(RBF)
    options.gamma = gamma
    options.C = cost
    options.cache_size = 256
    options.eps = 1e-3
    options.shrinking = 1
    let trained: KernelSVM? = nodes.withUnsafeMutableBufferPointer { nodes in
      guard let base = nodes.baseAddress else { return nil }
      var starts: [UnsafeMutablePointer<svm_node>?] = []
      for (index, row) in rows.enumerated() {
        let start = base + index * (dimensions + 1)
        for (column, value) in row.enumerated() {
          start[column] = svm_node(index: Int32(column + 1), value: Double(value))
        }
        start[dimensions] = svm_node(index: -1, value: 0)
        starts.append(start)
      }
      return starts.withUnsafeMutableBufferPointer { starts in
        targets.withUnsafeMutableBufferPointer { targets in
          var task = svm_problem()
          task.l = Int32(rows.count)
          task.y = targets.baseAddress
          task.x = starts.baseAddress
          guard svm_check_parameter(&task, &options) == nil,
            let model = svm_train(&task, &options)
          else { return nil }
          var owned: UnsafeMutablePointer<svm_model>? = model
          defer { svm_free_and_destroy_model(&owned) }
          return KernelSVM(model.pointee, classCount, gamma, dimensions)
        }
      }
    }
    guard let trained else {
      throw InputError("svm", "cannot be trained: cost and gamma must be positive")
    }
    self = trained
  }

  private init(_ model: svm_model, _ classCount: Int, _ gamma: Double, _ dimensions: Int) {
    let count = Int(model.nr_class)
    let vectorCount = Int(model.l)
    self.init(
      classCount: classCount, gamma: gamma, labels: (0..<count).map { Int(model.label[$0]) },
      vectors: (0..<vectorCount).map { index in
        (0..<dimensions).map { model.SV[index]![$0].value }
      },
      vectorCounts: (0..<count).map { Int(model.nSV[$0]) },
      coefficients: (0..<(count - 1)).map { row in
        (0..<vectorCount).map { model.sv_coef[row]![$0] }
      },
      offsets: (0..<(count * (count - 1) / 2)).map { model.rho[$0] })
  }

  /// One over the number of features and the variance of all values, as scikit-learn's `scale`.
  private static func scale(_ rows: [ArraySlice<Float>]) -> Double {
    let count = Double(rows.count * rows[0].count)
    let mean = rows.reduce(0) { $0 + $1.reduce(0) { $0 + Double($1) } } / count
    let variance =
      rows.reduce(0) { sum, row in
        sum + row.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
      } / count
    return 1 / (Double(rows[0].count) * max(variance, 1e-12))
  }

  /// For each class its votes among the pairs, and between the numbers of votes how decided they
  /// were, as scikit-learn's `decision_function`; below all others for a class that did not occur.
  func decisions(_ row: some Collection<Float>) -> [Double] {
    let x = row.map(Double.init)
    let kernel = vectors.map { vector in
      var distance = 0.0
      for (a, b) in zip(vector, x) { distance += (a - b) * (a - b) }
      return exp(-gamma * distance)
    }
    var starts = [0]
    for count in vectorCounts { starts.append(starts[starts.count - 1] + count) }
    var votes = [Double](repeating: 0, count: labels.count)
    var confidences = votes
    var pair = 0
    for first in labels.indices {
      for second in (first + 1)..<max(labels.count, first + 1) {
        var value = -offsets[pair]
        for index in starts[first]..<starts[first + 1] {
          value += coefficients[second - 1][index] * kernel[index]
        }
        for index in starts[second]..<starts[second + 1] {
          value += coefficients[first][index] * kernel[index]
        }
        votes[value > 0 ? first : second] += 1
        confidences[first] += value
        confidences[second] -= value
        pair += 1
      }
    }
    var result = [Double](repeating: -Double(labels.count), count: classCount)
    for (index, label) in labels.enumerated() {
      result[label] = votes[index] + confidences[index] / (3 * (abs(confidences[index]) + 1))
    }
    return result
  }
}
