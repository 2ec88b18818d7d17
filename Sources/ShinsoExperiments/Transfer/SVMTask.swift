import ArgumentParser
import ShinsoTensor
import ShinsoTraining

/// Rows of features to learn from, and how.
struct SVMTask {
  enum Kernel: String, CaseIterable, ExpressibleByArgument, Sendable { case linear, rbf }

  let rows: [[Float]]
  let labels: [Int]
  let classNames: [String]
  let kernel: Kernel
  /// nil: of the rows at hand.
  let gamma: Double?
  let folds: Int
  let seed: UInt64

  /// The SVM that has learned from all rows.
  func svm(_ cost: Double) throws -> SVMModel { try svm(cost, Array(rows.indices)) }

  /// What SVMs that learned from the other folds take each row for.
  ///
  /// - Parameter note: is called after each fold with how many it recognized.
  func crossValidation(
    _ cost: Double, note: (CrossValidation.Fold, _ hits: Int) -> Void = { _, _ in }
  ) throws -> ConfusionMatrix {
    var confusion = ConfusionMatrix(classNames: classNames)
    for fold in try CrossValidation.folds(folds, of: rows.count, seed: seed) {
      let svm = try svm(cost, fold.train).classifier
      let before = confusion.correct
      for index in fold.test {
        confusion.add(actual: labels[index], predicted: svm.predict(rows[index]))
      }
      note(fold, confusion.correct - before)
    }
    return confusion
  }

  private func svm(_ cost: Double, _ chosen: [Int]) throws -> SVMModel {
    let rows = chosen.map { self.rows[$0][...] }
    let labels = chosen.map { self.labels[$0] }
    guard kernel == .rbf else {
      return .linear(
        try LinearSVM(
          rows: rows, labels: labels, classCount: classNames.count, cost: cost, seed: seed))
    }
    guard Set(labels).count > 1 else {
      throw InputError(
        "--folds \(folds)", "leave pictures of one class only to learn from; take more folds")
    }
    return .kernel(
      try KernelSVM(
        rows: rows, labels: labels, classCount: classNames.count, cost: cost, gamma: gamma))
  }

  /// Rows of unit length, so that one cost suits any network.
  static func normalized(_ features: Tensor) -> [[Float]] {
    features.rows.map { row in
      let length = row.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      return row.map { length > 0 ? Float(Double($0) / length) : 0 }
    }
  }
}
