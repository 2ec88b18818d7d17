import Foundation
import ShinsoModels

/// A restricted Boltzmann machine in plain loops and double precision.
struct PlainMachine {
  typealias Rows = [[Double]]
  let weight: Rows
  let visibleBias: [Double]
  let hiddenBias: [Double]
  let visibleUnits: RestrictedBoltzmannMachine.VisibleUnits
  let hiddenUnits: RestrictedBoltzmannMachine.HiddenUnits

  init(_ machine: RestrictedBoltzmannMachine) {
    weight = Self.rows(machine.weight.detached)
    visibleBias = machine.visibleBias.detached.scalars(as: Double.self)
    hiddenBias = machine.hiddenBias.detached.scalars(as: Double.self)
    visibleUnits = machine.visibleUnits
    hiddenUnits = machine.hiddenUnits
  }

  func hiddenInput(_ visible: [Double]) -> [Double] {
    hiddenBias.indices.map { j in
      visible.indices.reduce(hiddenBias[j]) { $0 + weight[j][$1] * visible[$1] }
    }
  }

  func hiddenMeans(_ visible: [Double]) -> [Double] {
    hiddenUnits == .binary ? hiddenInput(visible).map(Self.logistic) : hiddenInput(visible)
  }

  func visibleMeans(_ hidden: [Double]) -> [Double] {
    visibleBias.indices.map { i in
      Self.logistic(hidden.indices.reduce(visibleBias[i]) { $0 + weight[$1][i] * hidden[$1] })
    }
  }

  /// With the numbers that the generator of that seed gives, one key a draw.
  func contrastiveDivergence(
    _ batch: Tensor, steps: Int, seed: UInt64
  ) -> (weight: [Double], visible: [Double], hidden: [Double], error: Double) {
    let generator = RandomGenerator(seed: seed)
    let data = Self.rows(batch)
    let count = Double(data.count)
    let dataHidden = data.map(hiddenMeans)
    var (visible, hidden) = (data, dataHidden)
    var error = 0.0
    for step in 0..<steps {
      visible = drawn(hidden, hiddenUnits == .binary, generator.next()).map(visibleMeans)
      if step == 0 {
        error = zip(visible, data).reduce(0) { sum, pair in
          zip(pair.0, pair.1).reduce(sum) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        }
      }
      if visibleUnits == .binary { visible = drawn(visible, true, generator.next()) }
      hidden = visible.map(hiddenMeans)
    }
    func mean(_ value: (_ visible: Rows, _ hidden: Rows, _ sample: Int) -> Double) -> Double {
      data.indices.reduce(0) {
        $0 + value(visible, hidden, $1) - value(data, dataHidden, $1)
      } / count
    }
    return (
      hiddenBias.indices.flatMap { j in
        visibleBias.indices.map { i in mean { $1[$2][j] * $0[$2][i] } }
      },
      visibleBias.indices.map { i in mean { visible, _, n in visible[n][i] } },
      hiddenBias.indices.map { j in mean { _, hidden, n in hidden[n][j] } },
      error / count
    )
  }

  /// Of the weights, by all states of the visible units.
  func likelihoodGradient(_ data: Rows) -> [Double] {
    let states = allStates
    let logs = states.map(logWeight)
    let largest = logs.max() ?? 0
    let total = logs.reduce(0) { $0 + exp($1 - largest) }
    var gradient = [Double](repeating: 0, count: hiddenBias.count * visibleBias.count)
    func add(_ visible: [Double], _ factor: Double) {
      for (j, hidden) in hiddenMeans(visible).enumerated() {
        for i in visible.indices { gradient[j * visible.count + i] += factor * hidden * visible[i] }
      }
    }
    for row in data { add(row, 1 / Double(data.count)) }
    for (state, log) in zip(states, logs) { add(state, -exp(log - largest) / total) }
    return gradient
  }

  func meanLogLikelihood(_ data: Rows) -> Double {
    let logs = allStates.map(logWeight)
    let largest = logs.max() ?? 0
    let logTotal = largest + log(logs.reduce(0) { $0 + exp($1 - largest) })
    return data.reduce(0) { $0 + logWeight($1) - logTotal } / Double(data.count)
  }

  private var allStates: Rows {
    (0..<1 << visibleBias.count).map { bits in visibleBias.indices.map { Double(bits >> $0 & 1) } }
  }

  /// The logarithm of the sum of exp(-E) over the hidden units' states.
  private func logWeight(_ visible: [Double]) -> Double {
    zip(visibleBias, visible).reduce(0) { $0 + $1.0 * $1.1 }
      + hiddenInput(visible).reduce(0) { $0 + log1p(exp($1)) }
  }

  private func drawn(_ means: Rows, _ isBinary: Bool, _ key: RandomKey) -> Rows {
    let shape: Shape = [means.count, means[0].count]
    let backend = Device.cpu.backend
    let draws = Self.rows(
      isBinary
        ? backend.uniform(shape, lower: 0, upper: 1, key: key)
        : backend.normal(shape, mean: 0, standardDeviation: 1, key: key))
    return zip(means, draws).map { means, draws in
      zip(means, draws).map { isBinary ? ($1 < $0 ? 1 : 0) : $0 + $1 }
    }
  }

  private static func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  private static func rows(_ tensor: Tensor) -> Rows {
    let values = tensor.scalars(as: Double.self)
    let width = tensor.shape[1]
    return (0..<tensor.shape[0]).map { Array(values[$0 * width..<($0 + 1) * width]) }
  }
}
