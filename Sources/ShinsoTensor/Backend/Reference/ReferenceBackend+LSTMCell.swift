import Foundation

extension ReferenceBackend {
  func lstmCell(
    _ sums: Tensor, h: Tensor, c: Tensor, lengths: Tensor, step: Int
  ) -> (gates: Tensor, h: Tensor, c: Tensor) {
    var gates = doubles(sums)
    var (nextH, nextC) = (doubles(h), doubles(c))
    let ends = Elements.integers(lengths.storage)
    let size = h.shape[1]
    for place in nextH.indices where step < ends[place / size] {
      let i = place / size * 4 * size + place % size
      let (f, g, o) = (i + size, i + 2 * size, i + 3 * size)
      for gate in [i, f, o] { gates[gate] = Self.sigmoid(gates[gate]) }
      gates[g] = tanh(gates[g])
      nextC[place] = gates[f] * nextC[place] + gates[i] * gates[g]
      nextH[place] = gates[o] * tanh(nextC[place])
    }
    return (
      tensor(gates, sums.shape, sums.dtype), tensor(nextH, h.shape, h.dtype),
      tensor(nextC, c.shape, c.dtype)
    )
  }

  func lstmCellBackward(
    dh: Tensor, dc: Tensor, gates: Tensor, cBefore: Tensor, c: Tensor, lengths: Tensor, step: Int
  ) -> (sums: Tensor, h: Tensor, c: Tensor) {
    let (slopes, gate, before, cells) = (
      doubles(dh), doubles(gates), doubles(cBefore), doubles(c)
    )
    var dSums = [Double](repeating: 0, count: gate.count)
    var (dBefore, dCell) = (slopes, doubles(dc))
    let ends = Elements.integers(lengths.storage)
    let size = dh.shape[1]
    for place in slopes.indices where step < ends[place / size] {
      let i = place / size * 4 * size + place % size
      let (f, g, o) = (i + size, i + 2 * size, i + 3 * size)
      let squashed = tanh(cells[place])
      let slope = dCell[place] + slopes[place] * gate[o] * (1 - squashed * squashed)
      dSums[i] = slope * gate[g] * gate[i] * (1 - gate[i])
      dSums[f] = slope * before[place] * gate[f] * (1 - gate[f])
      dSums[g] = slope * gate[i] * (1 - gate[g] * gate[g])
      dSums[o] = slopes[place] * squashed * gate[o] * (1 - gate[o])
      dCell[place] = slope * gate[f]
      dBefore[place] = 0
    }
    return (
      tensor(dSums, gates.shape, gates.dtype), tensor(dBefore, dh.shape, dh.dtype),
      tensor(dCell, dc.shape, dc.dtype)
    )
  }
}
