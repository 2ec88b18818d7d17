import CKernels

extension CPUBackend {
  func gruCell(
    _ fromInput: Tensor, _ fromHidden: Tensor, h: Tensor, lengths: Tensor?, step: Int
  ) -> (gates: Tensor, h: Tensor) {
    let hidden = h.shape[1]
    let gates = Tensor.uninitialized(fromInput.shape, .float32, on: device)
    let next = Tensor.uninitialized(h.shape, .float32, on: device)
    let known = [fromInput, fromHidden, h].map(\.storage.plainMemory)
    let ends = lengths?.storage.plainMemory
    let (activated, after) = (gates.storage.plainMemory.floats, next.storage.plainMemory.floats)
    Parallel.ranges(h.shape[0], cost: hidden * 30) { range in
      let start = range.lowerBound * hidden
      (activated + 3 * start).update(
        from: known[0].floats + 3 * start, count: 3 * hidden * range.count)
      shinso_gru_forward(
        activated + 3 * start, 3 * hidden, known[1].floats + 3 * start, known[2].floats + start,
        after + start, ends.map { $0.int64s + range.lowerBound }, step, range.count, hidden)
    }
    return (gates, next)
  }

  func gruCellBackward(
    _ dh: Tensor, gates: Tensor, fromHidden: Tensor, h: Tensor, lengths: Tensor?, step: Int
  ) -> (fromInput: Tensor, fromHidden: Tensor, h: Tensor) {
    let hidden = h.shape[1]
    let made = [gates.shape, gates.shape, h.shape].map {
      Tensor.uninitialized($0, .float32, on: device)
    }
    let known = [gates, fromHidden, h, dh].map(\.storage.plainMemory)
    let ends = lengths?.storage.plainMemory
    let targets = made.map(\.storage.plainMemory.floats)
    Parallel.ranges(h.shape[0], cost: hidden * 30) { range in
      let start = range.lowerBound * hidden
      shinso_gru_backward(
        targets[0] + 3 * start, targets[1] + 3 * start, targets[2] + start,
        known[0].floats + 3 * start, known[1].floats + 3 * start, known[2].floats + start,
        known[3].floats + start, ends.map { $0.int64s + range.lowerBound }, step, range.count,
        hidden)
    }
    return (made[0], made[1], made[2])
  }
}
