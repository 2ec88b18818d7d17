import Foundation
import ShinsoNN
import ShinsoTensor
import Testing

@testable import ShinsoModels

@Suite struct NeocognitronTests {
  private func stage(planes: Int = 3, selectivity: Double = 2) -> NeocognitronStage {
    NeocognitronStage(
      .init(
        inputs: 1, planes: planes, window: 3, selectivity: selectivity, amount: 1, spread: 3,
        stride: 2, margin: 1))
  }

  private func random(_ shape: Shape, seed: UInt64) -> Tensor {
    var generator = SplitMix64(seed: seed)
    return Tensor(
      (0..<shape.elementCount).map { _ in Float.random(in: 0...1, using: &generator) },
      shape: shape)
  }

  /// A bar through the middle of 7 × 7, or one of the diagonals.
  private func pattern(_ isOn: (Int, Int) -> Bool) -> Tensor {
    Tensor((0..<49).map { isOn($0 / 7, $0 % 7) ? Float(1) : 0 }, shape: [1, 7, 7])
  }

  /// The paper's equations, written out for one cell.
  @Test func cellsAreAsThePaperSays() {
    let stage = stage(planes: 2)
    let x = random([1, 1, 6, 6], seed: 1)
    stage.weight.assign(random([2, 1, 3, 3], seed: 2))
    stage.inhibition.assign(Tensor([0.3, 0.1] as [Float]))
    let u = x.scalars(as: Double.self)
    let a = stage.weight.detached.scalars(as: Double.self)
    let c = stage.falloff.scalars(as: Double.self)
    let total = c.reduce(0, +)
    #expect(abs(total - 1) < 1e-6)
    #expect(c[4] > c[1] && c[1] > c[0])
    func simple(_ plane: Int, _ y: Int, _ x: Int) -> Double {
      var (e, v) = (0.0, 0.0)
      for dy in 0..<3 {
        for dx in 0..<3 where (0..<6).contains(y + dy - 1) && (0..<6).contains(x + dx - 1) {
          let value = u[(y + dy - 1) * 6 + x + dx - 1]
          e += a[plane * 9 + dy * 3 + dx] * value
          v += c[dy * 3 + dx] * value * value
        }
      }
      let b = [0.3, 0.1][plane]
      return 2 * max((1 + e) / (1 + 4.0 / 3 * b * v.squareRoot()) - 1, 0)
    }
    let cells = stage.simple(x).scalars(as: Double.self)
    for plane in 0..<2 {
      for place in 0..<36 {
        #expect(abs(cells[plane * 36 + place] - simple(plane, place / 6, place % 6)) < 1e-4)
      }
    }

    func d(_ dy: Int, _ dx: Int) -> Double {
      func weight(_ y: Int, _ x: Int) -> Double {
        pow(0.8, Double((y - 1) * (y - 1) + (x - 1) * (x - 1)).squareRoot())
      }
      return weight(dy, dx) / (0..<9).reduce(0) { $0 + weight($1 / 3, $1 % 3) }
    }
    func sum(_ plane: Int, _ y: Int, _ x: Int) -> Double {
      (0..<9).reduce(0) { sum, place in
        let (row, column) = (2 * y + place / 3 - 1, 2 * x + place % 3 - 1)
        guard (0..<6).contains(row), (0..<6).contains(column) else { return sum }
        return sum + d(place / 3, place % 3) * simple(plane, row, column)
      }
    }
    let complex = stage(x)
    #expect(complex.shape == [1, 2, 3, 3])
    for (place, value) in complex.scalars(as: Double.self).enumerated() {
      let (plane, y, x) = (place / 9, place / 3 % 3, place % 3)
      let mean = (sum(0, y, x) + sum(1, y, x)) / 2
      let net = max((1 + sum(plane, y, x)) / (1 + mean) - 1, 0)
      #expect(abs(value - net / (0.5 + net)) < 1e-4)
    }
  }

  /// Each pattern gets a plane of its own, which answers to it wherever it is and not to the others.
  @Test func planesLearnDifferentPatterns() {
    RandomGenerator.shared.key = RandomKey(seed: 1, counter: 0)
    let stage = stage()
    let patterns = [pattern { y, _ in y == 3 }, pattern { _, x in x == 3 }, pattern { $0 == $1 }]
    var learner = NeocognitronStage.Learner(stage)
    for _ in 0..<3 { for pattern in patterns { learner.learn(pattern, column: 7) } }
    #expect(learner.wins == [3, 3, 3])
    func answers(_ x: Tensor) -> [Float] {
      let cells: [Float] = withoutGradients { stage.simple(x.unsqueezed(0)) }.scalars()
      return (0..<3).map { cells[$0 * 49..<($0 + 1) * 49].max() ?? 0 }
    }
    let found = patterns.map(answers)
    let winners = found.map { row in row.firstIndex(of: row.max() ?? 0) }
    #expect(Set(winners).count == 3, "\(found)")
    for (row, winner) in zip(found, winners) {
      for (plane, value) in row.enumerated() where plane != winner {
        #expect(value < 0.2 * (row.max() ?? 0), "\(found)")
      }
    }
    // The bar elsewhere.
    let moved = answers(pattern { y, _ in y == 5 })
    #expect(moved.firstIndex(of: moved.max() ?? 0) == winners[0])
  }

  /// r / (1 + r) is the cosine from which on a cell fires.
  @Test(arguments: [1.0, 2, 4])
  func firesAboveItsCosine(selectivity: Double) {
    let stage = stage(planes: 1, selectivity: selectivity)
    let (a, b) = ([Float](repeating: 1, count: 9), random([9], seed: 3).scalars())
    var learner = NeocognitronStage.Learner(stage)
    // Nothing around it, so that the middle cell sees all there is.
    func framed(_ values: [Float]) -> Tensor {
      Tensor(values, shape: [1, 3, 3]).padded(before: [0, 1, 1], after: [0, 1, 1])
    }
    learner.learn(framed(a), column: 5)
    let c = stage.falloff.scalars()
    // From a to b, more and more different.
    var fired: [Bool] = []
    var expected: [Bool] = []
    for step in 0...50 {
      let part = Float(step) / 50
      let mixed = (0..<9).map { $0 < 5 ? (1 - part) * a[$0] + part * b[$0] : (1 - part) * a[$0] }
      func product(_ x: [Float], _ y: [Float]) -> Float {
        (0..<9).reduce(0) { $0 + c[$1] * x[$1] * y[$1] }
      }
      let cosine =
        product(a, mixed) / (product(a, a) * product(mixed, mixed)).squareRoot()
      let threshold = Float(selectivity / (1 + selectivity))
      if abs(cosine - threshold) < 1e-3 { continue }
      expected.append(cosine > threshold)
      fired.append(withoutGradients { stage.simple(framed(mixed).unsqueezed(0)) }.scalars()[12] > 0)
    }
    #expect(fired == expected && expected.contains(true))
  }

  @Test func whatItAnswersHardlyDependsOnThePlace() {
    RandomGenerator.shared.key = RandomKey(seed: 2, counter: 0)
    let net = Neocognitron(planes: [8, 12, 6], selectivities: [2, 1.5, 1.5])
    func cross(_ down: Int, _ right: Int) -> Tensor {
      Tensor(
        (0..<28 * 28).map { place -> Float in
          let (y, x) = (abs(place / 28 - 13 - down), abs(place % 28 - 13 - right))
          return (y <= 1 && x <= 6) || (x <= 1 && y <= 6) ? 1 : 0
        }, shape: [1, 28, 28])
    }
    for (index, stage) in net.stages.enumerated() {
      var learner = NeocognitronStage.Learner(stage)
      for _ in 0..<5 {
        let below = withoutGradients {
          index == 0
            ? cross(0, 0) : net.complex(cross(0, 0).unsqueezed(0), stage: index - 1).squeezed(0)
        }
        learner.learn(below, column: index == 2 ? 28 : 5)
      }
    }
    let here = withoutGradients { net(cross(0, 0).unsqueezed(0)) }.scalars()
    let there = withoutGradients { net(cross(2, -2).unsqueezed(0)) }.scalars()
    let winner = here.firstIndex(of: here.max() ?? 0)
    #expect((here.max() ?? 0) > 0 && there.firstIndex(of: there.max() ?? 0) == winner)
    #expect((there.max() ?? 0) > 0.5 * (here.max() ?? 0))
  }
}
