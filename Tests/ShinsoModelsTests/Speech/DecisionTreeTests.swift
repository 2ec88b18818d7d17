import ShinsoTensor
import Testing

@testable import ShinsoModels

@Suite(.serialized) struct DecisionTreeTests {
  /// Phones 1 and 2 sound alike, and 3 and 4; phone 1 sounds different after 1 and 2 than after others.
  private let phones = PhoneSet(
    names: ["SIL", "A", "AA", "S", "SS"],
    topologies: [HMMTopology](repeating: .leftToRight(1), count: 5))

  private let statistics: ContextStatistics = {
    var generator = SplitMix64(seed: 11)
    var statistics = ContextStatistics(width: 2)
    for left in 0..<5 {
      for phone in 0..<5 {
        for right in 0..<5 where (left, phone, right) != (2, 1, 3) {
          for _ in 0..<50 {
            let base: Float = phone == 0 ? -9 : phone < 3 ? 0 : 9
            let shift: Float = phone == 1 && (left == 1 || left == 2) ? 3 : 0
            let frame = [base + shift, Float(phone) / 10].map { $0 + Float(generator.unit()) }
            frame.withUnsafeBufferPointer {
              statistics.add(
                $0, PhoneContext(left: left, phone: phone, right: right), state: 0, of: 1, weight: 1
              )
            }
          }
        }
      }
    }
    return statistics
  }()

  @Test func questionsJoinWhatSoundsAlike() {
    let questions = PhoneQuestions(
      (0..<5).map(statistics.total), floor: [0.01, 0.01])
    #expect(questions.sets.contains([false, true, true, false, false]))
    #expect(questions.sets.contains([false, false, false, true, true]))
  }

  @Test func theTreeAsksWhatMatters() {
    var builder = DecisionTreeBuilder(phones, statistics, floor: [0.01, 0.01])
    builder.leafCount = 6
    let (tree, leaves) = builder.tree()
    #expect(tree.stateCount == 6 && leaves.count == 6)
    func state(_ left: Int, _ phone: Int, _ right: Int) -> Int32 {
      tree.states(of: PhoneContext(left: left, phone: phone, right: right))[0]
    }
    #expect(state(1, 1, 4) == state(2, 1, 0))
    #expect(state(1, 1, 4) != state(3, 1, 4))
    #expect(state(0, 1, 1) == state(4, 1, 2))
    // Never seen.
    #expect(state(2, 1, 3) == state(1, 1, 3))
    #expect(tree.dependsOnContext(1))
    #expect(!tree.dependsOnContext(0) && !tree.dependsOnContext(3))
    let mean = leaves[Int(state(1, 1, 1))].gaussian(floor: [0.01, 0.01]).mean[0]
    #expect(abs(mean - 3.5) < 0.1)
    let frames = leaves.reduce(0) { $0 + $1.count }
    #expect(frames == 50 * 124)
  }

  @Test func leavesKeepTheirFrames() {
    var builder = DecisionTreeBuilder(phones, statistics, floor: [0.01, 0.01])
    builder.leafCount = 1000
    builder.fewestFrames = 300
    builder.smallestGain = -1e9
    #expect(builder.tree().leaves.allSatisfy { $0.count >= 300 })
  }
}
