import CKernels

extension CPUBackend {
  func gruReset(_ fromInput: Tensor, _ fromHidden: Tensor, h: Tensor) -> (
    gates: Tensor, reset: Tensor
  ) {
    let (rows, hidden) = (h.shape[0], h.shape[1])
    let stride = fromHidden.shape[1]
    let gates = Tensor.uninitialized([rows, 2 * hidden], .float32, on: device)
    let reset = Tensor.uninitialized(h.shape, .float32, on: device)
    let known = [fromInput, fromHidden, h].map(\.storage.plainMemory)
    let made = [gates, reset].map(\.storage.plainMemory.floats)
    Parallel.ranges(rows, cost: hidden * 20) { range in
      let start = range.lowerBound
      shinso_gru_reset(
        made[0] + start * 2 * hidden, made[1] + start * hidden,
        known[0].floats + start * 3 * hidden, known[1].floats + start * stride, stride,
        known[2].floats + start * hidden, range.count, hidden)
    }
    return (gates, reset)
  }

  func gruRenew(
    _ fromInput: Tensor, _ product: Tensor, gates: Tensor, h: Tensor, lengths: Tensor?, step: Int
  ) -> (new: Tensor, h: Tensor) {
    let new = Tensor.uninitialized(h.shape, .float32, on: device)
    let next = Tensor.uninitialized(h.shape, .float32, on: device)
    let known = [fromInput, product, gates, h].map(\.storage.plainMemory)
    let made = [new, next].map(\.storage.plainMemory.floats)
    let ends = lengths?.storage.plainMemory
    Parallel.ranges(h.shape[0], cost: h.shape[1] * 12) { range in
      shinso_gru_renew(
        made[0], made[1], known[0].floats, known[1].floats, known[2].floats, known[3].floats,
        ends?.int64s, step, range.lowerBound, range.upperBound, h.shape[1])
    }
    return (new, next)
  }

  func gruRenewBackward(
    _ dh: Tensor, new: Tensor, gates: Tensor, lengths: Tensor?, step: Int
  ) -> Tensor {
    let dNew = Tensor.uninitialized(dh.shape, .float32, on: device)
    let known = [dh, new, gates].map(\.storage.plainMemory)
    let target = dNew.storage.plainMemory.floats
    let ends = lengths?.storage.plainMemory
    Parallel.ranges(dh.shape[0], cost: dh.shape[1] * 4) { range in
      shinso_gru_renew_backward(
        target, known[0].floats, known[1].floats, known[2].floats, ends?.int64s, step,
        range.lowerBound, range.upperBound, dh.shape[1])
    }
    return dNew
  }

  func gruResetBackward(
    _ dh: Tensor, dReset: Tensor, dNew: Tensor, new: Tensor, gates: Tensor, h: Tensor,
    lengths: Tensor?, step: Int
  ) -> (fromInput: Tensor, fromHidden: Tensor, h: Tensor) {
    let (rows, hidden) = (h.shape[0], h.shape[1])
    let made = [3 * hidden, 2 * hidden, hidden].map {
      Tensor.uninitialized([rows, $0], .float32, on: device)
    }
    let known = [dh, dReset, dNew, new, gates, h].map(\.storage.plainMemory)
    let targets = made.map(\.storage.plainMemory.floats)
    let ends = lengths?.storage.plainMemory
    Parallel.ranges(rows, cost: hidden * 10) { range in
      shinso_gru_reset_backward(
        targets[0], targets[1], targets[2], known[0].floats, known[1].floats, known[2].floats,
        known[3].floats, known[4].floats, known[5].floats, ends?.int64s, step, range.lowerBound,
        range.upperBound, hidden)
    }
    return (made[0], made[1], made[2])
  }
}
