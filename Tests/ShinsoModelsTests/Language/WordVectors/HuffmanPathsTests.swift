import Foundation
import Testing

@testable import ShinsoModels

@Suite struct HuffmanPathsTests {
  @Test func frequentWordsHaveShortPaths() {
    let paths = HuffmanPaths([40, 20, 20, 10, 5, 5])
    let lengths = (0..<6).map { Int(paths.starts[$0 + 1] - paths.starts[$0]) }
    // Kraft's sum of a full tree is 1, and each word's path is another.
    #expect(lengths.reduce(0.0) { $0 + pow(0.5, Double($1)) } == 1)
    let whole = (0..<6).map { word in
      (Int(paths.starts[word])..<Int(paths.starts[word + 1])).map {
        "\(paths.nodes[$0]) \(paths.labels[$0])"
      }
    }
    #expect(Set(whole).count == 6)
    // All begin at the root, the node that was made last.
    #expect(whole.allSatisfy { $0[0].hasPrefix("4 ") })
    // Expected length: that of an optimal code, 2.3 of the 100.
    #expect(zip(lengths, [40, 20, 20, 10, 5, 5]).reduce(0) { $0 + $1.0 * $1.1 } == 230)
  }

  @Test func oneWordNeedsNoPath() {
    #expect(HuffmanPaths([3]).starts == [0, 0])
    #expect(HuffmanPaths([]).nodes.isEmpty)
    let two = HuffmanPaths([5, 5])
    #expect(two.nodes == [0, 0] && Set(two.labels) == [0, 1])
  }
}
