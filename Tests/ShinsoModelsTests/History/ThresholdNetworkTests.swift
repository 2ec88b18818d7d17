import ShinsoModels
import Testing

@Suite struct ThresholdNetworkTests {
  @Test func answersLikeBool() {
    for a in [false, true] {
      #expect(ThresholdNetwork.not.output(for: [a]) == !a)
      for b in [false, true] {
        #expect(ThresholdNetwork.and.output(for: [a, b]) == (a && b))
        #expect(ThresholdNetwork.or.output(for: [a, b]) == (a || b))
        #expect(ThresholdNetwork.xor.output(for: [a, b]) == (a != b))
      }
    }
    #expect(ThresholdNetwork.xor.units.count == 3)
  }

  @Test func inhibitionIsAbsolute() {
    let unit = ThresholdUnit("u", threshold: 2, excitatory: [0, 1, 2, 3], inhibitory: [4])
    #expect(unit.fires(on: [true, true, true, true, false]))
    #expect(!unit.fires(on: [true, true, true, true, true]))
    #expect(!unit.fires(on: [true, false, false, false, false]))
    // Two connections from one signal.
    #expect(ThresholdUnit("u", threshold: 2, excitatory: [0, 0]).fires(on: [true]))
  }

  /// No choice of threshold and connections makes XOR out of one unit: each input excites up to
  /// twice, inhibits, or does nothing.
  @Test func noSingleUnitIsXor() {
    let connections: [([Int], Bool)] = [([], false), ([0], false), ([0, 0], false), ([], true)]
    for threshold in 0...5 {
      for (first, stopsFirst) in connections {
        for (second, stopsSecond) in connections {
          let unit = ThresholdUnit(
            "u", threshold: threshold, excitatory: first + second.map { $0 + 1 },
            inhibitory: (stopsFirst ? [0] : []) + (stopsSecond ? [1] : []))
          let network = ThresholdNetwork(inputs: ["a", "b"], units: [unit])
          #expect(TruthTable(of: network).rows.map(\.output) != [false, true, true, false])
        }
      }
    }
  }

  @Test func writesTables() {
    #expect(
      TruthTable(of: .xor).lines == [
        "a  b | a&~b  b&~a  XOR", "0  0 |    0     0    0", "0  1 |    0     1    1",
        "1  0 |    1     0    1", "1  1 |    0     0    0",
      ])
    #expect(TruthTable(of: .not).lines == ["a | NOT", "0 |   1", "1 |   0"])
    #expect(
      ThresholdNetwork.xor.lines == [
        "a&~b: threshold 1, excited by a, inhibited by b",
        "b&~a: threshold 1, excited by b, inhibited by a",
        "XOR: threshold 1, excited by a&~b, b&~a",
      ])
  }

  @Test func composes() {
    // A majority of three, which then silences a fourth input.
    let network = ThresholdNetwork(
      inputs: ["a", "b", "c", "d"],
      units: [
        ThresholdUnit("majority", threshold: 2, excitatory: [0, 1, 2]),
        ThresholdUnit("out", threshold: 1, excitatory: [3], inhibitory: [4]),
      ])
    let table = TruthTable(of: network)
    #expect(table.rows.count == 16)
    for row in table.rows {
      let majority = row.inputs[..<3].count { $0 } >= 2
      #expect(row.units == [majority, row.inputs[3] && !majority])
    }
  }
}
