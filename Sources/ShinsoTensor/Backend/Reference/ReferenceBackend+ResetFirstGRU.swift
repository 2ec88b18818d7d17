import Foundation

extension ReferenceBackend {
  func gruReset(_ fromInput: Tensor, _ fromHidden: Tensor, h: Tensor) -> (
    gates: Tensor, reset: Tensor
  ) {
    let (input, other, before) = (doubles(fromInput), doubles(fromHidden), doubles(h))
    let (size, width) = (h.shape[1], fromHidden.shape[1])
    var gates = [Double](repeating: 0, count: 2 * before.count)
    var reset = before
    for place in before.indices {
      let (row, j) = (place / size, place % size)
      for gate in 0..<2 {
        gates[row * 2 * size + gate * size + j] = Self.sigmoid(
          input[row * 3 * size + gate * size + j] + other[row * width + gate * size + j])
      }
      reset[place] *= gates[row * 2 * size + j]
    }
    return (
      tensor(gates, [h.shape[0], 2 * size], h.dtype), tensor(reset, h.shape, h.dtype)
    )
  }

  func gruRenew(
    _ fromInput: Tensor, _ product: Tensor, gates: Tensor, h: Tensor, lengths: Tensor?, step: Int
  ) -> (new: Tensor, h: Tensor) {
    let (input, other, gate) = (doubles(fromInput), doubles(product), doubles(gates))
    let size = h.shape[1]
    let going = going(lengths, step, h.shape[0])
    var next = doubles(h)
    var new = next
    for place in next.indices {
      let (row, j) = (place / size, place % size)
      let z = gate[row * 2 * size + size + j]
      new[place] = tanh(input[row * 3 * size + 2 * size + j] + other[place])
      if going[row] { next[place] = (1 - z) * new[place] + z * next[place] }
    }
    return (tensor(new, h.shape, h.dtype), tensor(next, h.shape, h.dtype))
  }

  func gruRenewBackward(
    _ dh: Tensor, new: Tensor, gates: Tensor, lengths: Tensor?, step: Int
  ) -> Tensor {
    let (slopes, n, gate) = (doubles(dh), doubles(new), doubles(gates))
    let size = dh.shape[1]
    let going = going(lengths, step, dh.shape[0])
    let dNew = slopes.indices.map { place -> Double in
      let (row, j) = (place / size, place % size)
      let z = gate[row * 2 * size + size + j]
      return going[row] ? slopes[place] * (1 - z) * (1 - n[place] * n[place]) : 0
    }
    return tensor(dNew, dh.shape, dh.dtype)
  }

  func gruResetBackward(
    _ dh: Tensor, dReset: Tensor, dNew: Tensor, new: Tensor, gates: Tensor, h: Tensor,
    lengths: Tensor?, step: Int
  ) -> (fromInput: Tensor, fromHidden: Tensor, h: Tensor) {
    let (slopes, toReset, toNew) = (doubles(dh), doubles(dReset), doubles(dNew))
    let (n, gate, before) = (doubles(new), doubles(gates), doubles(h))
    let (rows, size) = (h.shape[0], h.shape[1])
    let going = going(lengths, step, rows)
    var input = [Double](repeating: 0, count: 3 * before.count)
    var hidden = [Double](repeating: 0, count: 2 * before.count)
    var dBefore = slopes
    for place in before.indices where going[place / size] {
      let (row, j) = (place / size, place % size)
      let (r, z) = (gate[row * 2 * size + j], gate[row * 2 * size + size + j])
      let dr = toReset[place] * before[place] * r * (1 - r)
      let dz = slopes[place] * (before[place] - n[place]) * z * (1 - z)
      for (gate, value) in [dr, dz, toNew[place]].enumerated() {
        input[row * 3 * size + gate * size + j] = value
        if gate < 2 { hidden[row * 2 * size + gate * size + j] = value }
      }
      dBefore[place] = slopes[place] * z + toReset[place] * r
    }
    return (
      tensor(input, [rows, 3 * size], h.dtype), tensor(hidden, [rows, 2 * size], h.dtype),
      tensor(dBefore, h.shape, h.dtype)
    )
  }

  private func going(_ lengths: Tensor?, _ step: Int, _ rows: Int) -> [Bool] {
    lengths.map { Elements.integers($0.storage).map { $0 > step } }
      ?? Array(repeating: true, count: rows)
  }
}
