/// What was seen of each phone in each context, state by state.
public struct ContextStatistics: Sendable {
  public private(set) var byContext: [PhoneContext: [GaussianStatistics]] = [:]
  let width: Int

  public init(width: Int) { self.width = width }

  mutating func add(
    _ frame: UnsafeBufferPointer<Float>, _ context: PhoneContext, state: Int, of count: Int,
    weight: Double
  ) {
    byContext[
      context,
      default: [GaussianStatistics](repeating: GaussianStatistics(width: width), count: count)
    ][state].add(frame, weight: weight)
  }

  public mutating func add(_ other: ContextStatistics) {
    for (context, states) in other.byContext {
      guard var mine = byContext[context] else {
        byContext[context] = states
        continue
      }
      for (state, statistics) in states.enumerated() { mine[state] += statistics }
      byContext[context] = mine
    }
  }

  /// The contexts of each phone in an order that does not change from run to run.
  func contexts(of phone: Int) -> [PhoneContext] {
    byContext.keys.filter { $0.phone == phone }
      .sorted { ($0.left, $0.right) < ($1.left, $1.right) }
  }

  /// A phone in all contexts and states.
  func total(of phone: Int) -> GaussianStatistics {
    contexts(of: phone).reduce(into: GaussianStatistics(width: width)) { sum, context in
      for statistics in byContext[context] ?? [] { sum += statistics }
    }
  }
}
