import ShinsoTensor

/// The boxes that no better one covers.
///
/// - Parameter overlap: a box with a greater one (intersection over union) with a better box goes.
/// - Returns: indices, best first; of equal scores the first comes first.
public func nonMaximumSuppression(
  _ boxes: [Box], scores: [Float], overlap limit: Float
) -> [Int] {
  let order = scores.indices.sorted {
    scores[$0] == scores[$1] ? $0 < $1 : scores[$0] > scores[$1]
  }
  var kept: [Int] = []
  for index in order where kept.allSatisfy({ boxes[$0].overlap(boxes[index]) <= limit }) {
    kept.append(index)
  }
  return kept
}
