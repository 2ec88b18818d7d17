import ShinsoTensor

/// Labels queries as the known point that is nearest to them.
public struct NearestNeighbors: Sendable {
  /// `[G, D]`.
  private let points: Tensor
  private let labels: [Int]
  /// Half the squared length of each point: `[1, G]`.
  private let halves: Tensor

  /// - Parameters:
  ///   - points: `[G, D]`, at least one.
  ///   - labels: G of them.
  public init(_ points: Tensor, labels: [Int]) {
    precondition(
      points.rank == 2 && points.shape[0] == labels.count && !labels.isEmpty,
      "NearestNeighbors: \(labels.count) labels for points \(points.shape)")
    self.points = points
    self.labels = labels
    halves = (points.square().sum(axes: 1) * 0.5).unsqueezed(0)
  }

  /// - Parameter queries: `[N, D]`.
  public func label(_ queries: Tensor) -> [Int] {
    // The nearest point is that with the least |p|² / 2 - q · p.
    let block = max((1 << 24) / labels.count, 1)
    return stride(from: 0, to: queries.shape[0], by: block).flatMap { start in
      let part = queries.sliced(
        axis: 0, from: start, to: min(start + block, queries.shape[0]))
      return withoutGradients {
        (halves - matmul(part, points, transposingRight: true)).argmin(axis: 1)
          .scalars(as: Int64.self).map { labels[Int($0)] }
      }
    }
  }
}
