/// Decodes the boxes of one sample and keeps the best.
struct DetectionFinder {
  struct Detection {
    var label: Int
    var score: Float
    var box: Box
  }

  let op: DetectionOutputOp
  private let priors: [Box]
  private let factors: [Box]

  /// - Parameter priors: corners, then variances.
  init(op: DetectionOutputOp, priors: [Float]) {
    self.op = op
    let half = priors.count / 2
    self.priors = stride(from: 0, to: half, by: 4).map { Box(priors, at: $0) }
    factors = stride(from: half, to: priors.count, by: 4).map {
      op.appliesVariances
        ? Box(priors, at: $0) : Box(left: 1, top: 1, right: 1, bottom: 1)
    }
  }

  func find(locations: ArraySlice<Float>, scores: ArraySlice<Float>) -> [Detection] {
    let (locations, scores) = (Array(locations), Array(scores))
    let shared = op.sharesLocations ? boxes(locations, of: 0, among: 1) : []
    var found: [Detection] = []
    for label in 0..<op.classes where label != op.background {
      let boxes = op.sharesLocations ? shared : boxes(locations, of: label, among: op.classes)
      let kept = suppressed(boxes, priors.indices.map { scores[$0 * op.classes + label] })
      found += kept.map { Detection(label: label, score: $0.score, box: boxes[$0.index]) }
    }
    guard let limit = op.limit, found.count > limit else { return found }
    // The best of all classes, in the order of the classes again.
    let best = found.indices.sorted {
      found[$0].score == found[$1].score ? $0 < $1 : found[$0].score > found[$1].score
    }
    return best.prefix(limit).sorted().map { found[$0] }
  }

  private func boxes(_ locations: [Float], of label: Int, among count: Int) -> [Box] {
    priors.indices.map { index in
      op.coding.decode(
        Box(locations, at: (index * count + label) * 4), prior: priors[index],
        factors: factors[index])
    }
  }

  /// The boxes of one class that no better one covers, best first.
  private func suppressed(
    _ boxes: [Box], _ scores: [Float]
  ) -> [(index: Int, score: Float)] {
    let threshold = Float(op.scoreThreshold)
    var order = scores.indices.filter { scores[$0] > threshold }
    order.sort { scores[$0] == scores[$1] ? $0 < $1 : scores[$0] > scores[$1] }
    if let candidates = op.candidates { order = Array(order.prefix(candidates)) }
    var limit = Float(op.overlapThreshold)
    var kept: [(index: Int, score: Float)] = []
    for index in order where kept.allSatisfy({ boxes[$0.index].overlap(boxes[index]) <= limit }) {
      kept.append((index, scores[index]))
      if op.overlapDecay < 1, limit > 0.5 { limit *= Float(op.overlapDecay) }
    }
    return kept
  }
}
