extension DecisionTree {
  /// Whether it has a way to a tied state for every phone in every context: for trees from files.
  public func fits(_ phones: PhoneSet) -> Bool {
    guard roots.count == phones.count,
      zip(roots, phones.topologies).allSatisfy({ $0.count == $1.stateCount })
    else { return false }
    var seen = [Bool](repeating: false, count: nodes.count)
    var waiting = roots.flatMap(\.self)
    var states = [Bool](repeating: false, count: max(min(stateCount, nodes.count), 0))
    while let index = waiting.popLast() {
      // A node that is reached twice would make a cycle, or two trees into one.
      guard nodes.indices.contains(index), !seen[index] else { return false }
      seen[index] = true
      let node = nodes[index]
      if node.state >= 0 {
        guard Int(node.state) < states.count else { return false }
        states[Int(node.state)] = true
      } else {
        guard node.question.count == phones.count else { return false }
        waiting += [node.yes, node.no]
      }
    }
    return states.count == stateCount && states.allSatisfy(\.self)
  }
}
