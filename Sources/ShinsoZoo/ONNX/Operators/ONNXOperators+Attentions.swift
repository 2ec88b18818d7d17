import ShinsoTensor

extension ONNXOperators {
  static let attentions: [String: Mapping] = ["Attention": { try $0.attention() }]
}

extension ONNXCall {
  /// Scaled dot-product attention of several heads (Vaswani et al., 2017), with masks, earlier keys
  /// and values, and heads that share theirs.
  fileprivate func attention() throws -> [ONNXOperand] {
    try node.allow(
      "is_causal", "kv_num_heads", "q_num_heads", "qk_matmul_output_mode", "scale", "softcap",
      "softmax_precision")
    let isFlat = try number(0).rank == 3
    func heads(_ place: Int, _ attribute: String) throws -> ONNXOperand {
      let x = try number(place)
      try require(x.rank == (isFlat ? 3 : 4), "its input \(x.shape) has no heads")
      guard isFlat else { return x }
      let count = node.int(attribute, 0)
      try require(
        count > 0 && x.shape[2] % count == 0, "its input \(x.shape) has not \(count) heads")
      return try permuted(
        reshaped(x, [x.shape[0], x.shape[1], count, x.shape[2] / count]), [0, 2, 1, 3])
    }
    let q = try heads(0, "q_num_heads")
    var (k, v) = (try heads(1, "kv_num_heads"), try heads(2, "kv_num_heads"))
    if let past = try optionalNumber(4) { k = try all(ConcatenateOp(axis: 2), [past, k])[0] }
    if let past = try optionalNumber(5) { v = try all(ConcatenateOp(axis: 2), [past, v])[0] }
    let present = [k, v]
    let (queries, keys) = (q.shape[2], k.shape[2])
    let groups = q.shape[1] / max(k.shape[1], 1)
    try require(
      groups > 0 && q.shape[1] == groups * k.shape[1], "its heads do not divide")
    if groups > 1 {
      (k, v) = (try repeated(k, groups), try repeated(v, groups))
    }
    let scale = node["scale"].map { Double($0.f) } ?? 1 / Double(q.shape[3]).squareRoot()
    var scores = try scaled(
      add(MatmulOp(transposesRight: true), q, k), by: scale)  // [N, heads, queries, keys]
    var looks = [scores]
    let cap = node.float("softcap", 0)
    if cap > 0 { scores = try scaled(unary(.tanh, scaled(scores, by: 1 / cap)), by: cap) }
    looks.append(scores)
    let past = keys - (try input(1)).shape[isFlat ? 1 : 2]
    if let mask = try mask(queries: queries, keys: keys, past: past) {
      scores = try binary(.add, scores, mask)
    }
    looks.append(scores)
    let weights = try add(SoftmaxOp(axis: -1), scores)
    looks.append(weights)
    var y = try add(MatmulOp(), weights, v)
    if isFlat {
      y = try reshaped(
        permuted(y, [0, 2, 1, 3]), [y.shape[0], queries, y.shape[1] * y.shape[3]])
    }
    let mode = node.int("qk_matmul_output_mode", 0)
    try require(0...3 ~= mode, "its qk_matmul_output_mode \(mode) is not known")
    return [y] + present + [looks[mode]]
  }

  /// Each head as often as queries share it.
  private func repeated(_ x: ONNXOperand, _ count: Int) throws -> ONNXOperand {
    let s = x.shape
    let wide = try broadcast(
      add(UnsqueezeOp(axis: 2), x), to: [s[0], s[1], count, s[2], s[3]])
    return try reshaped(wide, [s[0], s[1] * count, s[2], s[3]])
  }

  /// What is added to the scores; nil: nothing.
  private func mask(queries: Int, keys: Int, past: Int) throws -> ONNXOperand? {
    try require(optional(6) == nil, "takes lengths of keys, which is not known")
    var mask: ONNXOperand?
    if let given = optional(3) {
      mask = given.dtype.isFloatingPoint ? try number(3) : try hidden(given)
      // A mask that is too short hides what comes after it.
      if let own = mask, own.rank > 0, own.shape[-1] < keys {
        var after = [Int](repeating: 0, count: own.rank)
        after[own.rank - 1] = keys - own.shape[-1]
        let pad = PadOp(
          before: after.map { _ in 0 }, after: after, mode: .constant(Self.hiddenScore))
        mask = try add(pad, own)
      }
    }
    guard node.flag("is_causal") else { return mask }
    try require(queries * keys <= 1 << 24, "its mask is too large")
    let isSeen = (0..<queries).flatMap { query in
      (0..<keys).map { $0 <= query + past }
    }
    let causal = try hidden(constant(Tensor(isSeen, shape: [queries, keys])))
    return try mask.map { try binary(.add, $0, causal) } ?? causal
  }

  private static let hiddenScore = -Double.infinity

  /// 0 where a key is seen.
  private func hidden(_ isSeen: ONNXOperand) throws -> ONNXOperand {
    let flags = try cast(isSeen, .bool)
    return try add(
      WhereOp(), flags, constant(Tensor(0)), constant(Tensor(Float(Self.hiddenScore))))
  }
}
