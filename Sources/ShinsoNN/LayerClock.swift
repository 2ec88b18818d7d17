import ShinsoTensor
import Synchronization

/// Measures how long the forward pass spends in each module: for `bench`.
public final class LayerClock: Sendable {
  @TaskLocal static var active: LayerClock?

  private let times = Mutex<[(path: String, seconds: Double)]>([])

  public init() {}

  /// Runs `body` and returns the seconds in every module, those of its parts included, in the
  /// order in which they ended.
  public func measure(_ body: () -> Void) -> [(path: String, seconds: Double)] {
    times.withLock { $0 = [] }
    LayerClock.$active.withValue(self, operation: body)
    return times.withLock { $0 }
  }

  func time<R>(_ path: String, _ body: () -> R) -> R {
    let clock = ContinuousClock()
    let start = clock.now
    let result = body()
    let elapsed = clock.now - start
    let seconds =
      Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
    times.withLock { $0.append((path, seconds)) }
    return result
  }
}
