import ShinsoTensor

/// How well the objects of one class were found, by a benchmark's own rule.
public struct AveragePrecision: Sendable {
  public enum Rule: String, CaseIterable, Sendable {
    /// PASCAL VOC until 2009: the mean of the greatest precisions at recalls from 0 by steps of 0.1 on.
    case elevenPoint = "11-point"
    /// PASCAL VOC since 2010: the area below the curve, made monotonic.
    case area
    /// The same area as ILSVRC's detection has it: an object w wide and h high needs an overlap of no
    /// more than w h / ((w + 10) (h + 10)), and one that was found is not looked at again.
    case ilsvrc
  }

  /// Objects to be found; difficult ones do not count.
  public let objectCount: Int
  /// The part of the objects found, and the part of the finds that are right, among the best 1, 2, 3 …
  /// detections; those that do not count are left out.
  public private(set) var recall: [Double] = []
  public private(set) var precision: [Double] = []
  /// Of those detections: whether each is right, and its score.
  public private(set) var finds: [(score: Float, isRight: Bool)] = []
  /// NaN without objects.
  public private(set) var value = Double.nan

  /// - Parameters:
  ///   - detections: of each picture, of any class.
  ///   - objects: of each picture.
  ///   - label: the class.
  public init(
    _ detections: [[Detection]], objects: [[TrueObject]], label: Int, rule: Rule = .area
  ) {
    precondition(detections.count == objects.count, "AveragePrecision: other pictures")
    let objects = objects.map { $0.filter { $0.label == label } }
    objectCount = objects.reduce(0) { $0 + $1.count { !$0.isDifficult } }
    if objectCount == 0 { return }
    var isFound = objects.map { [Bool](repeating: false, count: $0.count) }
    let order = detections.enumerated().flatMap { picture, found in
      found.filter { $0.label == label }.map { (picture: picture, detection: $0) }
    }
    // Those of equal scores stay in order.
    let ranked = order.enumerated().sorted {
      let (first, second) = ($0.element.detection.score, $1.element.detection.score)
      return first == second ? $0.offset < $1.offset : first > second
    }
    var (right, wrong) = (0, 0)
    for (_, (picture, detection)) in ranked {
      let before = right
      let place = rule.place(of: detection.box, among: objects[picture], isFound[picture])
      if let place {
        if objects[picture][place].isDifficult { continue }
        if isFound[picture][place] { wrong += 1 } else { right += 1 }
        isFound[picture][place] = true
      } else {
        wrong += 1
      }
      finds.append((detection.score, right > before))
      recall.append(Double(right) / Double(objectCount))
      precision.append(Double(right) / Double(right + wrong))
    }
    value = rule == .elevenPoint ? elevenPointMean : area
  }

  private var elevenPointMean: Double {
    (0...10).reduce(0) { sum, step in
      let least = Double(step) / 10
      let reached = zip(recall, precision).filter { $0.0 >= least }.map(\.1)
      return sum + (reached.max() ?? 0) / 11
    }
  }

  private var area: Double {
    var sum = 0.0
    var best = 0.0
    for place in recall.indices.reversed() {
      best = max(best, precision[place])
      sum += best * (recall[place] - (place > 0 ? recall[place - 1] : 0))
    }
    return sum
  }
}

extension AveragePrecision.Rule {
  /// The object that a box finds; nil: none.
  fileprivate func place(
    of box: Box, among objects: [TrueObject], _ isFound: [Bool]
  ) -> Int? {
    var best: (place: Int, overlap: Float)?
    for (place, object) in objects.enumerated() {
      if self == .ilsvrc, isFound[place] { continue }
      let overlap = box.overlap(object.box)
      if overlap >= least(object.box), overlap > best?.overlap ?? 0 { best = (place, overlap) }
    }
    return best?.place
  }

  /// The overlap by which an object counts as found.
  private func least(_ object: Box) -> Float {
    guard self == .ilsvrc else { return 0.5 }
    return min(0.5, object.area / ((object.width + 10) * (object.height + 10)))
  }
}
