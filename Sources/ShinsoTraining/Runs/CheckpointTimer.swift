/// When to save: every so many iterations, or else every ten seconds, more rarely where saving
/// takes so long that it would cost more than a twentieth of the time.
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
