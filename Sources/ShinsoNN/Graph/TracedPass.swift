import ShinsoTensor

/// What a network did with an input on the device `.meta`.
struct TracedPass {
  /// The path of the network itself in the records.
  let root: String
  let input: Tensor
  let output: Tensor
  let records: [Trace.Record]
  /// What the modules made, in the order in which they ended.
  let made: [(name: String, tensor: Tensor)]
}
