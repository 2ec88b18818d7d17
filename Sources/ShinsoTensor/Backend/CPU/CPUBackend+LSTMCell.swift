import CKernels

extension CPUBackend {
  func lstmCell(
    _ sums: Tensor, h: Tensor, c: Tensor, lengths: Tensor, step: Int
  ) -> (gates: Tensor, h: Tensor, c: Tensor) {
    let gates = Tensor.uninitialized(sums.shape, .float32, on: device)
    let (nextH, nextC) = (
      Tensor.uninitialized(h.shape, .float32, on: device),
      Tensor.uninitialized(c.shape, .float32, on: device)
    )
    let known = [sums, h, c, lengths].map(\.storage.plainMemory)
    let made = [gates, nextH, nextC].map(\.storage.plainMemory.floats)
    Parallel.ranges(h.shape[0], cost: h.shape[1] * 40) { range in
      shinso_lstm_forward(
        made[0], made[1], made[2], known[0].floats, known[1].floats, known[2].floats,
        known[3].int64s, step, range.lowerBound, range.upperBound, h.shape[1])
    }
    return (gates, nextH, nextC)
  }

  func lstmCellBackward(
    dh: Tensor, dc: Tensor, gates: Tensor, cBefore: Tensor, c: Tensor, lengths: Tensor, step: Int
  ) -> (sums: Tensor, h: Tensor, c: Tensor) {
    let made = [gates.shape, dh.shape, dc.shape].map {
      Tensor.uninitialized($0, .float32, on: device)
    }
    let known = [dh, dc, gates, cBefore, c, lengths].map(\.storage.plainMemory)
    let targets = made.map(\.storage.plainMemory.floats)
    Parallel.ranges(dh.shape[0], cost: dh.shape[1] * 40) { range in
      shinso_lstm_backward(
        targets[0], targets[1], targets[2], known[0].floats, known[1].floats, known[2].floats,
        known[3].floats, known[4].floats, known[5].int64s, step, gates.shape[0], range.lowerBound,
        range.upperBound, dh.shape[1])
    }
    return (made[0], made[1], made[2])
  }
}
