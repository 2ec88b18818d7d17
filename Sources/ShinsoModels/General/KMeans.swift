import ShinsoNN
import ShinsoTensor

/// Points in groups around their means (Lloyd, IEEE Trans. Information Theory 28, 1982), of
/// directions, as the original word2vec does: centers are scaled to length 1, and the product decides.
public enum KMeans {
  /// The group of each point.
  ///
  /// - Parameters:
  ///   - points: `[N, D]`.
  ///   - count: groups; point n begins in group n modulo `count`.
  ///   - passes: over the points.
  public static func groups(of points: Tensor, count: Int, passes: Int = 10) -> [Int] {
    let (n, width) = (points.shape[0], points.shape[1])
    let values = points.scalars(as: Float.self)
    var groups = (0..<n).map { $0 % count }
    for _ in 0..<passes {
      var centers = [Float](repeating: 0, count: count * width)
      for (point, group) in groups.enumerated() {
        for d in 0..<width { centers[group * width + d] += values[point * width + d] }
      }
      for group in 0..<count {
        let range = group * width..<(group + 1) * width
        let length = range.reduce(0) { $0 + centers[$1] * centers[$1] }.squareRoot()
        if length > 0 { for place in range { centers[place] /= length } }
      }
      groups = nearest(points, Tensor(centers, shape: [count, width]))
    }
    return groups
  }

  /// In pieces, so that a large vocabulary with many groups takes no more memory than it has to.
  private static func nearest(_ points: Tensor, _ centers: Tensor) -> [Int] {
    let rows = max((1 << 22) / centers.shape[0], 1)
    return withoutGradients {
      stride(from: 0, to: points.shape[0], by: rows).flatMap { start in
        let piece = points.sliced(axis: 0, from: start, to: min(start + rows, points.shape[0]))
        let nearest = matmul(piece, centers, transposingRight: true).argmax(axis: 1)
        return nearest.scalars(as: Int64.self).map(Int.init)
      }
    }
  }
}
