/// Decides when to save: either after a fixed number of iterations or by default every ten seconds.
/// It saves less often if saving would take more than a twentieth of the time.
final class CheckpointTimer {
  private let interval: Int?
  private var last = ContinuousClock.now
  private var cost = Duration.zero

  init(every interval: Int?) { self.interval = interval }

  func isDue(at iteration: Int) -> Bool {
    if let interval { return iteration > 0 && iteration.isMultiple(of: max(interval, 1)) }
    return ContinuousClock.now - last >= max(.seconds(10), cost * 20)
  }

  func measure(_ save: () throws -> Void) rethrows {
    let start = ContinuousClock.now
    try save()
    last = .now
    cost = last - start
  }
}
