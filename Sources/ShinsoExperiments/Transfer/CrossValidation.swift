import ShinsoData
import ShinsoFormats
import ShinsoTensor

/// k-fold cross-validation.
enum CrossValidation {
  struct Fold {
    let train: [Int]
    let test: [Int]
  }

  /// Warns of classes with fewer samples than folds: some folds have none of them to test, and all may
  /// lie in one.
  static func noteSmallClasses(_ labels: [Int], _ classNames: [String], folds: Int) {
    var counts = [Int](repeating: 0, count: classNames.count)
    for label in labels { counts[label] += 1 }
    let small = classNames.indices.filter { counts[$0] < folds }
    guard !small.isEmpty else { return }
    let list = small.prefix(3).map { "\(quoted(classNames[$0])) (\(counts[$0]))" }
      .joined(separator: ", ")
    Console.note(
      "warning: fewer pictures than the \(folds) folds: \(list)"
        + (small.count > 3 ? " and \(small.count - 3) more" : ""))
  }

  /// One seeded shuffle of `count` samples cut into contiguous folds, the first ones larger by one
  /// where the count does not divide: for each fold the indices to train on and those to test on.
  static func folds(_ folds: Int, of count: Int, seed: UInt64) throws -> [Fold] {
    guard folds >= 2, folds <= count else {
      throw InputError("--folds \(folds)", "must be from 2 to the number of pictures, \(count)")
    }
    var generator = SplitMix64(seed: seed)
    var order = Array(0..<count)
    order.seededShuffle(using: &generator)
    return (0..<folds).map { fold in
      let start = fold * (count / folds) + min(fold, count % folds)
      let end = start + count / folds + (fold < count % folds ? 1 : 0)
      return Fold(
        train: Array(order[..<start] + order[end...]), test: Array(order[start..<end]))
    }
  }
}
