import Foundation
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining

/// A trained support vector machine of either kind, and its file.
enum SVMModel {
  case linear(LinearSVM)
  case kernel(KernelSVM)

  var classifier: any Classifier {
    switch self {
    case .linear(let svm): svm
    case .kernel(let svm): svm
    }
  }

  var featureCount: Int {
    switch self {
    case .linear(let svm): (svm.weights.first?.count ?? 1) - 1
    case .kernel(let svm): svm.vectors.first?.count ?? 0
    }
  }

  var tensors: [NamedTensor] {
    switch self {
    case .linear(let svm):
      [
        (
          "weights",
          Tensor(svm.weights.flatMap { $0 }, shape: [svm.classCount, featureCount + 1])
        )
      ]
    case .kernel(let svm):
      [
        ("vectors", Tensor(svm.vectors.flatMap { $0 }, shape: [svm.vectors.count, featureCount])),
        ("vectorCounts", Tensor(svm.vectorCounts)), ("labels", Tensor(svm.labels)),
        (
          "coefficients",
          Tensor(
            svm.coefficients.flatMap { $0 }, shape: [svm.coefficients.count, svm.vectors.count])
        ), ("offsets", Tensor(svm.offsets)),
      ]
    }
  }

  /// What the file says besides the tensors.
  var metadata: [String: String] {
    if case .kernel(let svm) = self { return ["gamma": "\(svm.gamma)"] }
    return [:]
  }

  /// - Throws: `InputError` for tensors that are missing or do not fit together.
  init(_ content: SafetensorsFile, classCount: Int, file: URL) throws {
    func matrix(_ name: String) throws -> [[Double]] {
      let tensor = try content.tensor(named: name)
      guard tensor.rank == 2 else {
        throw InputError(file.path, "has \(name) of shape \(tensor.shape), not a matrix")
      }
      let (values, width) = (tensor.scalars(as: Double.self), tensor.shape[1])
      return (0..<tensor.shape[0]).map { Array(values[$0 * width..<($0 + 1) * width]) }
    }
    func list(_ name: String) throws -> [Int] {
      try content.tensor(named: name).scalars(as: Int64.self).map(Int.init)
    }
    guard content.names.contains("vectors") else {
      let weights = try matrix("weights")
      guard weights.count == classCount, weights.allSatisfy({ $0.count > 1 }) else {
        throw InputError(
          file.path,
          "has weights of other shape than "
            + "\(counted(classCount, "class", "classes")) need")
      }
      self = .linear(LinearSVM(classCount: classCount, weights: weights))
      return
    }
    let svm = KernelSVM(
      classCount: classCount, gamma: Double(content.metadata["gamma"] ?? "") ?? .nan,
      labels: try list("labels"), vectors: try matrix("vectors"),
      vectorCounts: try list("vectorCounts"), coefficients: try matrix("coefficients"),
      offsets: try content.tensor(named: "offsets").scalars(as: Double.self))
    let count = svm.labels.count
    let fits =
      svm.gamma > 0 && count > 1 && svm.labels.allSatisfy { (0..<classCount).contains($0) }
      && svm.vectorCounts.count == count && svm.vectorCounts.allSatisfy { $0 >= 0 }
      && svm.vectorCounts.allSatisfy { $0 <= svm.vectors.count }
      && svm.vectorCounts.reduce(0, +) == svm.vectors.count
      && svm.coefficients.count == count - 1
      && svm.coefficients.allSatisfy { $0.count == svm.vectors.count }
      && svm.offsets.count == count * (count - 1) / 2
    guard fits else {
      throw InputError(
        file.path, "holds parts of a support vector machine that do not fit together")
    }
    self = .kernel(svm)
  }
}
