import ShinsoFormats
import ShinsoTensor

extension LinearSVM {
  /// `[classes, dimensions + 1]`, the bias last.
  var tensor: Tensor {
    Tensor(
      weights.joined().map { Float($0) }, shape: [weights.count, weights.first?.count ?? 0])
  }

  /// - Throws: `InputError` if the file has no such weights.
  init(_ saved: TrainedModel, _ name: String, classes: Int, width: Int) throws {
    let weights = try saved.content.tensor(named: name)
    guard weights.shape == [classes, width + 1] else {
      throw InputError(
        saved.file.path, "\(name): has the shape \(weights.shape), not [\(classes), \(width + 1)]")
    }
    self.init(classCount: classes, weights: weights.rows.map { $0.map(Double.init) })
  }
}
