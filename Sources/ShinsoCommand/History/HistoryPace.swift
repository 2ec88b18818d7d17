import ShinsoFormats

/// How long the steps that are left will take, by how long those before took.
struct HistoryPace {
  /// What each step takes on two cores.
  private let seconds: [Double]
  private var finished = 0
  private let start = ContinuousClock.now

  init(seconds: [Double]) { self.seconds = seconds }

  mutating func finishStep() { finished += 1 }

  /// `; about 3 min left`
  var timeLeft: String {
    let done = seconds.prefix(finished).reduce(0, +)
    let left = seconds.dropFirst(finished).reduce(0, +)
    let pace = (ContinuousClock.now - start) / .seconds(1) / max(done, 1)
    // The first short steps tell only that a machine is busy, not that it is fast.
    let factor = done < 5 ? max(pace, 1) : pace
    return "; about \(FetchProgress.duration(left * factor)) left"
  }
}
