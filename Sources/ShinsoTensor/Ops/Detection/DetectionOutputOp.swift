/// What a single-shot detector has found: its boxes, decoded from prior boxes, with those left out that
/// overlap a better one of the same class. Inputs: locations `[N, P · 4]` (`[N, P · classes · 4]` if
/// each class has its own), scores `[N, P · classes]`, and prior boxes with variances `[1, 2, P · 4]`.
/// The output `[1, 1, M, 7]` has a row (sample, class, score, left, top, right, bottom) for each box,
/// by sample, by class, best first; where there are fewer, the rest are rows of -1 and zeros. M is the
/// most there can be. No gradient flows. Liu et al., "SSD: single shot multibox detector", ECCV 2016,
/// section 2.3, as in its Caffe code, which makes as many rows as there are boxes.
public struct DetectionOutputOp: Op {
  public var classes: Int
  /// The class of no box, or -1.
  public var background: Int
  /// Whether a place has one box for all classes.
  public var sharesLocations: Bool
  public var coding: BoxCoding
  /// Whether the locations must be multiplied by the variances.
  public var appliesVariances: Bool
  /// Boxes whose score is not above are left out.
  public var scoreThreshold: Double
  /// How much of two boxes may overlap, intersection over union.
  public var overlapThreshold: Double
  /// Multiplies the threshold after each box while it is above one half.
  public var overlapDecay: Double
  /// The boxes of a class, by their scores, that are looked at; nil: all.
  public var candidates: Int?
  /// The boxes that are kept for a sample; nil: all.
  public var limit: Int?

  public init(
    classes: Int, background: Int = 0, sharesLocations: Bool = true,
    coding: BoxCoding = .centerSize, appliesVariances: Bool = true,
    scoreThreshold: Double = -.infinity, overlapThreshold: Double = 0.3, overlapDecay: Double = 1,
    candidates: Int? = nil, limit: Int? = nil
  ) {
    self.classes = classes
    self.background = background
    self.sharesLocations = sharesLocations
    self.coding = coding
    self.appliesVariances = appliesVariances
    self.scoreThreshold = scoreThreshold
    self.overlapThreshold = overlapThreshold
    self.overlapDecay = overlapDecay
    self.candidates = candidates
    self.limit = limit
  }

  public var name: OpName { "detectionOutput" }
  public var inputNames: [String] { ["locations", "scores", "prior boxes"] }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs)
    let (locations, scores, priors) = (inputs[0].shape, inputs[1].shape, inputs[2].shape)
    try require((1..<1 << 20).contains(classes), "there must be classes, not \(classes)")
    try require(
      priors.rank == 3 && priors[0] == 1 && priors[1] == 2 && priors[2] % 4 == 0,
      "prior boxes \(priors) are not [1, 2, boxes · 4]")
    let boxes = priors[2] / 4
    try require(
      locations.rank >= 2
        && locations.dropFirst().reduce(1, *) == boxes * 4 * (sharesLocations ? 1 : classes),
      "locations \(locations) do not fit \(boxes) prior boxes")
    try require(
      scores.rank >= 2 && scores[0] == locations[0]
        && scores.dropFirst().reduce(1, *) == boxes * classes,
      "scores \(scores) do not fit \(boxes) prior boxes and \(classes) classes")
    try require(
      [overlapThreshold, overlapDecay].allSatisfy { (0...1).contains($0) }
        && !scoreThreshold.isNaN, "a threshold is not from 0 to 1")
    try require((candidates ?? 0) >= 0 && (limit ?? 0) >= 0, "a limit is below 0")
    return [TensorSpec(shape: [1, 1, locations[0] * rows(boxes), 7], dtype: inputs[0].dtype)]
  }

  /// The most boxes of a sample.
  private func rows(_ boxes: Int) -> Int {
    let all = min(boxes, candidates ?? boxes) * classes
    return max(min(all, limit ?? all), 1)
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    let samples = inputs[0].shape[0]
    let (locations, scores) = (inputs[0].scalars(as: Float.self), inputs[1].scalars(as: Float.self))
    let finder = DetectionFinder(op: self, priors: inputs[2].scalars(as: Float.self))
    let perSample = (locations.count / samples, scores.count / samples)
    var output: [Float] = []
    for sample in 0..<samples {
      let found = finder.find(
        locations: locations[sample * perSample.0..<(sample + 1) * perSample.0],
        scores: scores[sample * perSample.1..<(sample + 1) * perSample.1])
      for detection in found {
        let box = detection.box
        output += [
          Float(sample), Float(detection.label), detection.score, box.left, box.top, box.right,
          box.bottom,
        ]
      }
    }
    let count = samples * rows(inputs[2].shape[2] / 4)
    for _ in output.count / 7..<count { output += [-1, 0, 0, 0, 0, 0, 0] }
    let rows = Tensor(output, shape: [1, 1, count, 7], on: backend.device)
    return [backend.cast(rows, to: inputs[0].dtype)]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] { [nil, nil, nil] }
}

/// What a single-shot detector has found: locations `[N, P · 4]`, scores `[N, P · classes]` and prior
/// boxes `[1, 2, P · 4]` as `priorBoxes` makes them give rows `[1, 1, M, 7]` of sample, class, score,
/// left, top, right and bottom; rows that begin with -1 hold nothing. PyTorch: no equivalent.
public func detections(
  _ locations: Tensor, scores: Tensor, priors: Tensor, _ op: DetectionOutputOp
) -> Tensor { applyOp(op, locations, scores, priors) }
