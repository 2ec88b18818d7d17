import Foundation

extension ReferenceBackend {
  func gruCell(
    _ fromInput: Tensor, _ fromHidden: Tensor, h: Tensor, lengths: Tensor?, step: Int
  ) -> (gates: Tensor, h: Tensor) {
    var gates = doubles(fromInput)
    let other = doubles(fromHidden)
    var next = doubles(h)
    let size = h.shape[1]
    let ends = lengths.map { Elements.integers($0.storage) }
    for place in next.indices where ends.map({ step < $0[place / size] }) ?? true {
      let r = place / size * 3 * size + place % size
      let (z, n) = (r + size, r + 2 * size)
      gates[r] = Self.sigmoid(gates[r] + other[r])
      gates[z] = Self.sigmoid(gates[z] + other[z])
      gates[n] = tanh(gates[n] + gates[r] * other[n])
      next[place] = (1 - gates[z]) * gates[n] + gates[z] * next[place]
    }
    return (
      tensor(gates, fromInput.shape, fromInput.dtype), tensor(next, h.shape, h.dtype)
    )
  }

  func gruCellBackward(
    _ dh: Tensor, gates: Tensor, fromHidden: Tensor, h: Tensor, lengths: Tensor?, step: Int
  ) -> (fromInput: Tensor, fromHidden: Tensor, h: Tensor) {
    let (slopes, gate, other, before) = (
      doubles(dh), doubles(gates), doubles(fromHidden), doubles(h)
    )
    var dInput = [Double](repeating: 0, count: gate.count)
    var dHidden = dInput
    var dBefore = slopes
    let size = h.shape[1]
    let ends = lengths.map { Elements.integers($0.storage) }
    for place in before.indices where ends.map({ step < $0[place / size] }) ?? true {
      let r = place / size * 3 * size + place % size
      let (z, n) = (r + size, r + 2 * size)
      let dn = slopes[place] * (1 - gate[z]) * (1 - gate[n] * gate[n])
      let dz = slopes[place] * (before[place] - gate[n]) * gate[z] * (1 - gate[z])
      let dr = dn * other[n] * gate[r] * (1 - gate[r])
      (dInput[r], dInput[z], dInput[n]) = (dr, dz, dn)
      (dHidden[r], dHidden[z], dHidden[n]) = (dr, dz, dn * gate[r])
      dBefore[place] = slopes[place] * gate[z]
    }
    return (
      tensor(dInput, gates.shape, gates.dtype), tensor(dHidden, gates.shape, gates.dtype),
      tensor(dBefore, h.shape, h.dtype)
    )
  }
}
