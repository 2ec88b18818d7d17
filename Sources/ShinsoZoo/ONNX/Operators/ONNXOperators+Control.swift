import ShinsoTensor

extension ONNXOperators {
  /// The longest loop that is written out.
  private static let longestLoop = 1 << 12

  static let control: [String: Mapping] = [
    // A branch that is known beforehand takes the place of the node.
    "If": { call in
      guard let condition = try call.known(0)?.scalars(as: Bool.self).first else {
        throw ONNXProblem("has no condition")
      }
      return try call.results(of: condition ? "then_branch" : "else_branch", given: [])
    },
    // A loop whose length is known is written out.
    "Loop": { call in
      let count = try call.integer(0) ?? Self.longestLoop + 1
      var goesOn = try call.known(1)?.scalars(as: Bool.self).first ?? true
      let carriedCount = max(call.inputs.count - 2, 0)
      var carried = try (0..<carriedCount).map { try call.input($0 + 2) }
      var collected: [[ONNXOperand]] = []
      var turn = 0
      while goesOn, turn < count {
        try call.require(turn < Self.longestLoop, "has more than \(Self.longestLoop) turns")
        let number = call.constant(Tensor([turn], shape: []))
        let flag = call.constant(.full(1, shape: [], dtype: .bool))
        let made = try call.results(of: "body", given: [number, flag] + carried)
        guard let next = made.first?.tensor?.scalars(as: Bool.self).first else {
          throw ONNXProblem("goes on as the network's input says")
        }
        try call.require(made.count >= 1 + carriedCount, "makes too little in a turn")
        goesOn = next
        carried = Array(made[1..<(1 + carriedCount)])
        collected.append(Array(made[(1 + carriedCount)...]))
        turn += 1
      }
      let scans = max(call.node.outputs.count - carriedCount, 0)
      let stacked = try (0..<scans).map { place in
        try call.require(
          !collected.isEmpty && collected.allSatisfy { place < $0.count }, "collects nothing")
        return try call.all(
          ConcatenateOp(axis: 0),
          collected.map { try call.add(UnsqueezeOp(axis: 0), $0[place]) })[0]
      }
      return carried + stacked
    },
  ]
}

extension ONNXCall {
  /// What a graph within the node makes.
  fileprivate func results(
    of attribute: String, given: [ONNXOperand]
  ) throws -> [ONNXOperand] {
    guard let proto = node[attribute], proto.hasG else {
      throw ONNXProblem("has no graph \(attribute)")
    }
    return try importer.results(of: proto.g, given: given, scope: scope)
  }
}
