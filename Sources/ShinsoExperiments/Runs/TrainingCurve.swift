import ShinsoTensor
import ShinsoTraining

/// How a metric went in a training, read back from its log, for figures in which trainings are
/// compared. A model's file keeps it as a tensor.
struct TrainingCurve: Sendable, Equatable {
  struct Point: Sendable, Equatable {
    /// Updates made.
    let updates: Double
    /// Passes over the data.
    let epochs: Double
    let value: Double
  }

  let points: [Point]

  init(_ points: [Point]) { self.points = points }

  /// - Parameter folder: of a run or a phase that was trained.
  init(_ metric: Metric, _ split: LogRecord.Split, in folder: RunFolder) throws {
    points = try LogRecord.read(folder.log).compactMap { record in
      guard record.split == split, let value = record[metric.name] else { return nil }
      return Point(updates: Double(record.iteration), epochs: record.epoch, value: value)
    }
  }

  /// `[points, 3]`: updates, epochs, values.
  var tensor: Tensor {
    Tensor(points.flatMap { [$0.updates, $0.epochs, $0.value] }, shape: [points.count, 3])
  }

  /// - Parameter file: the name used in error messages.
  init(_ tensor: Tensor, from file: String) throws {
    guard tensor.dtype == .float64, tensor.rank == 2, tensor.shape[1] == 3 else {
      throw InputError(file, "holds a curve of shape \(tensor.shape), not points of three numbers")
    }
    let numbers = tensor.scalars(as: Double.self)
    points = stride(from: 0, to: numbers.count, by: 3).map {
      Point(updates: numbers[$0], epochs: numbers[$0 + 1], value: numbers[$0 + 2])
    }
  }

  /// Where the curve first is as good as a value, between two points along the line that joins them;
  /// nil if it never is.
  ///
  /// - Parameter axis: updates or epochs.
  func crossing(
    _ value: Double, _ direction: Metric.Direction, by axis: KeyPath<Point, Double>
  ) -> Double? {
    let isThere = { (point: Point) in
      direction == .lower ? point.value <= value : point.value >= value
    }
    guard let place = points.firstIndex(where: isThere) else { return nil }
    let after = points[place]
    guard place > 0 else { return after[keyPath: axis] }
    let before = points[place - 1]
    let part = (before.value - value) / (before.value - after.value)
    return before[keyPath: axis] + part * (after[keyPath: axis] - before[keyPath: axis])
  }

  func best(_ direction: Metric.Direction) -> Double? {
    let values = points.map(\.value)
    return direction == .lower ? values.min() : values.max()
  }

  /// - Parameter factor: 100 for percent.
  func series(
    _ name: String, by axis: KeyPath<Point, Double>, factor: Double = 1,
    style: Chart.Style = .line
  ) -> Chart.Series {
    Chart.Series(
      name, points.map { Chart.Point($0[keyPath: axis], $0.value * factor) }, style: style)
  }
}

extension TrainedModel {
  /// Curves by name, those of `curves/` in the file.
  func curves() throws -> [String: TrainingCurve] {
    let tensors = try content.tensors().part("curves/")
    return try Dictionary(
      tensors.map { ($0.name, try TrainingCurve($0.tensor, from: file.path)) }
    ) { $1 }
  }

  func curve(_ name: String) throws -> TrainingCurve {
    try TrainingCurve(content.tensor(named: "curves/\(name)"), from: file.path)
  }
}
