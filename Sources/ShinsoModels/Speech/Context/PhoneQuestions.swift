/// Sets of phones that sound alike, which a decision tree may ask for: "is the left neighbor one of
/// these?" They are made from the data. The two groups of phones that lose the least likelihood when
/// one Gaussian stands for both are joined, again and again; every group on the way is a question.
struct PhoneQuestions {
  /// Each is true for the phones in it.
  let sets: [[Bool]]

  /// - Parameters:
  ///   - statistics: of each phone.
  ///   - floor: of the variances.
  init(_ statistics: [GaussianStatistics], floor: [Float]) {
    var groups = statistics.enumerated().map { phone, statistics in
      Group(phones: [phone], statistics, floor)
    }
    var found = groups.map(\.phones)
    // Phones that were never seen would be joined at no cost, with anything.
    groups.removeAll { $0.statistics.count == 0 }
    var costs: [[Double]] = groups.map { a in groups.map { a.cost(of: $0, floor) } }
    while groups.count > 2 {
      var best = (0, 1)
      for a in groups.indices {
        for b in groups.indices where b > a && costs[a][b] < costs[best.0][best.1] { best = (a, b) }
      }
      let joined = groups[best.0].joined(groups[best.1], floor)
      groups.remove(at: best.1)
      costs.remove(at: best.1)
      for row in costs.indices { costs[row].remove(at: best.1) }
      groups[best.0] = joined
      for other in groups.indices {
        let cost = joined.cost(of: groups[other], floor)
        costs[best.0][other] = cost
        costs[other][best.0] = cost
      }
      found.append(joined.phones)
    }
    sets = found.map { phones in statistics.indices.map(phones.contains) }
  }

  private struct Group {
    let phones: Set<Int>
    let statistics: GaussianStatistics
    let logLikelihood: Double

    init(phones: Set<Int>, _ statistics: GaussianStatistics, _ floor: [Float]) {
      self.phones = phones
      self.statistics = statistics
      logLikelihood = statistics.logLikelihood(floor: floor)
    }

    func joined(_ other: Group, _ floor: [Float]) -> Group {
      var sum = statistics
      sum += other.statistics
      return Group(phones: phones.union(other.phones), sum, floor)
    }

    func cost(of other: Group, _ floor: [Float]) -> Double {
      logLikelihood + other.logLikelihood - joined(other, floor).logLikelihood
    }
  }
}
