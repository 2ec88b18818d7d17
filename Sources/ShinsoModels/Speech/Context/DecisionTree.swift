/// States of phones in context that are tied by a decision tree (Young, Odell & Woodland, "Tree-based
/// state tying for high accuracy acoustic modelling", HLT 1994): a tree for each state of each phone,
/// whose questions ask for the neighbors. Contexts that were never seen have an answer too.
public struct DecisionTree: StateTying, Codable, Hashable {
  enum Side: Int, Codable { case left, right }

  /// A leaf has a tied state, another node a question.
  struct Node: Sendable, Hashable, Codable {
    var side = Side.left
    /// True for the phones that go to `yes`.
    var question: [Bool] = []
    var yes = -1
    var no = -1
    var state: Int32 = -1
  }

  /// The trees' nodes.
  let nodes: [Node]
  /// The root of each state of each phone.
  let roots: [[Int]]
  public let stateCount: Int

  public func states(of context: PhoneContext) -> [Int32] {
    roots[context.phone].map { root in
      var node = nodes[root]
      while node.state < 0 {
        let neighbor = node.side == .left ? context.left : context.right
        node = nodes[node.question[neighbor] ? node.yes : node.no]
      }
      return node.state
    }
  }

  public func dependsOnContext(_ phone: Int) -> Bool {
    roots[phone].contains { nodes[$0].state < 0 }
  }
}
