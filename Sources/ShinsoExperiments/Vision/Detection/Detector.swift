import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// A linear machine for each class and what moves its windows, on features of windows.
struct Detector {
  /// `[classes][features + 1]`, the bias last.
  let machines: [[Float]]
  /// `[4 · classes][features + 1]`: x, y, width and height of ``BoxOffset``, class by class.
  let offsets: [[Float]]

  var classCount: Int { machines.count }
  var featureCount: Int { machines[0].count - 1 }

  /// Windows of the same class that overlap by more than this part of their union are one.
  static let suppressedOverlap: Float = 0.3
  /// Boxes of different classes that overlap by more are of one object.
  private static let sharedOverlap: Float = 0.5
  /// Of each picture and class, the best before overlapping ones go.
  private static let candidates = 200

  init(machines: [[Float]], offsets: [[Float]]) {
    self.machines = machines
    self.offsets = offsets
  }

  /// The values of all machines for all windows, `[windows][classes]`.
  func scores(_ features: FeatureRows) -> [[Float]] { Self.products(features, machines) }

  /// The objects in a picture of that size, best first.
  ///
  /// - Parameter threshold: the least value of a machine that counts.
  func detections(
    _ windows: [Box], _ features: FeatureRows, width: Int, height: Int, threshold: Float
  ) -> [Detection] {
    if windows.isEmpty { return [] }
    let scores = scores(features)
    let offsets = Self.products(features, offsets)
    var found: [Detection] = []
    for label in 0..<classCount {
      let order = windows.indices.filter { scores[$0][label] > threshold }
        .sorted { (scores[$1][label], $0) < (scores[$0][label], $1) }.prefix(Self.candidates)
      let boxes = order.map { window in
        let numbers = offsets[window][4 * label..<4 * label + 4].map { $0 }
        return BoxOffset(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3])
          .applied(to: windows[window]).clipped(width: width, height: height)
      }
      let values = order.map { scores[$0][label] }
      found += nonMaximumSuppression(boxes, scores: values, overlap: Self.suppressedOverlap)
        .map { Detection(label: label, score: values[$0], box: boxes[$0]) }
    }
    return found.sorted { $0.score > $1.score }
  }

  /// Those to be shown: where classes compete for one object, the best.
  static func shown(_ detections: [Detection]) -> [Detection] {
    nonMaximumSuppression(
      detections.map(\.box), scores: detections.map(\.score), overlap: sharedOverlap
    ).map { detections[$0] }
  }

  /// `[windows][weights]`.
  static func products(_ features: FeatureRows, _ weights: [[Float]]) -> [[Float]] {
    let width = features.width
    let matrix = Tensor(weights.flatMap { $0[..<width] }, shape: [weights.count, width])
    let bias = Tensor(weights.map { $0[width] }, shape: [weights.count])
    return withoutGradients { linear(features.tensor, matrix, bias) }.rows
  }

  // MARK: In a model's file

  var tensors: [NamedTensor] {
    [("machines", Self.matrix(machines)), ("offsets", Self.matrix(offsets))]
  }

  private static func matrix(_ rows: [[Float]]) -> Tensor {
    Tensor(rows.flatMap { $0 }, shape: [rows.count, rows[0].count])
  }

  /// - Throws: `InputError` for tensors that are missing or do not fit together.
  init(_ saved: TrainedModel, classCount: Int, featureCount: Int) throws {
    func rows(_ name: String, _ count: Int) throws -> [[Float]] {
      let tensor = try saved.content.tensor(named: name)
      guard tensor.shape == [count, featureCount + 1], tensor.dtype == .float32 else {
        throw InputError(
          saved.file.path,
          "has \(name) of shape \(tensor.shape), not [\(count), \(featureCount + 1)]")
      }
      return tensor.rows
    }
    machines = try rows("machines", classCount)
    offsets = try rows("offsets", 4 * classCount)
  }
}
