/// How well two lists agree on the order of things.
public enum RankCorrelation {
  /// Spearman's rank correlation: the correlation of the ranks, of equal values their mean rank.
  /// NaN if one of the lists does not vary.
  public static func spearman(_ a: [Double], _ b: [Double]) -> Double {
    precondition(a.count == b.count, "RankCorrelation: \(a.count) values and \(b.count)")
    let (x, y) = (ranks(a), ranks(b))
    let mean = Double(a.count + 1) / 2
    func moment(_ u: [Double], _ v: [Double]) -> Double {
      zip(u, v).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
    }
    return moment(x, y) / (moment(x, x) * moment(y, y)).squareRoot()
  }

  private static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for place in start..<end { ranks[order[place]] = Double(start + end + 1) / 2 }
      start = end
    }
    return ranks
  }
}
