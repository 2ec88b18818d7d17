import ShinsoModels
import ShinsoTensor
import Synchronization

extension LinearSVM {
  /// Trains on many dense rows of equal length, several classes at once, see `DenseSVM`. Deterministic
  /// for a seed. A class that does not occur never wins.
  init(denseRows rows: [[Float]], labels: [Int], classCount: Int, cost: Double, seed: UInt64) {
    let never =
      [Double](repeating: 0, count: rows.first?.count ?? 0) + [-.greatestFiniteMagnitude]
    let occurring = Set(labels).sorted()
    let weights = Mutex([[Double]](repeating: never, count: classCount))
    let next = Atomic(0)
    Parallel.onTeam { _, _ in
      while true {
        let place = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if place >= occurring.count { break }
        let label = occurring[place]
        let machine = DenseSVM(
          rows: rows, isPositive: labels.map { $0 == label }, cost: cost,
          seed: seed &+ UInt64(label))
        weights.withLock { $0[label] = machine.weights.map(Double.init) }
      }
    }
    self.init(classCount: classCount, weights: weights.withLock { $0 })
  }
}
