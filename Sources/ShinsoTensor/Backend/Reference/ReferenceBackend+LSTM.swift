import Foundation

extension ReferenceBackend {
  /// The workspace, always in float64: the activated gates `[T, N, 4H]`, c after
  /// every step `[T, N, H]`, and h after every step `[T, N, H]`.
  func lstm(_ inputs: LSTMInputs, recordsWorkspace: Bool) -> LSTMResult {
    let (steps, batch) = (inputs.x.shape[0], inputs.x.shape[1])
    let size = inputs.h0.shape[1]
    let (x, bias) = (matrix(inputs.x), doubles(inputs.bias))
    let weightInput = matrix(inputs.weightInput).transposed
    let weightHidden = matrix(inputs.weightHidden).transposed
    var (h, c) = (matrix(inputs.h0), matrix(inputs.c0))
    var (gates, hidden, cells): ([Double], [Double], [Double]) = ([], [], [])
    for step in 0..<steps {
      var sums = (x.rows(step * batch, batch) * weightInput + h * weightHidden).addingToRows(bias)
      for n in 0..<batch {
        for unit in 0..<size {
          let at = GateIndices(n, unit, size)
          let i = Self.sigmoid(sums.values[at.i])
          let f = Self.sigmoid(sums.values[at.f])
          let g = tanh(sums.values[at.g])
          let o = Self.sigmoid(sums.values[at.o])
          (sums.values[at.i], sums.values[at.f]) = (i, f)
          (sums.values[at.g], sums.values[at.o]) = (g, o)
          c.values[at.state] = f * c.values[at.state] + i * g
          h.values[at.state] = o * tanh(c.values[at.state])
        }
      }
      gates += sums.values
      cells += c.values
      hidden += h.values
    }
    let shape: Shape = [steps, batch, size]
    let dtype = inputs.x.dtype
    return LSTMResult(
      y: tensor(hidden, shape, dtype), h: tensor(h.values, [batch, size], dtype),
      c: tensor(c.values, [batch, size], dtype),
      workspace: recordsWorkspace
        ? [
          tensor(gates, [steps, batch, 4 * size], .float64), tensor(cells, shape, .float64),
          tensor(hidden, shape, .float64),
        ] : [])
  }

  /// Backpropagation through time.
  func lstmBackward(
    _ inputs: LSTMInputs, _ result: LSTMResult, dy: Tensor?, dh: Tensor?, dc: Tensor?
  ) -> LSTMGradients {
    let (steps, batch) = (inputs.x.shape[0], inputs.x.shape[1])
    let size = inputs.h0.shape[1]
    let block = batch * size
    let gates = matrix(result.workspace[0])
    // The states before the first step and after each step.
    let cells = doubles(inputs.c0) + doubles(result.workspace[1])
    let hidden = doubles(inputs.h0) + doubles(result.workspace[2])
    let weightHidden = matrix(inputs.weightHidden)
    let zeros = [Double](repeating: 0, count: block)
    let outputGradients = dy.map(doubles)
    var dh = Matrix(batch, size, dh.map(doubles) ?? zeros)
    var dc = dc.map(doubles) ?? zeros
    // The gradients of the gates before their activation.
    var sumGradients: [Double] = []
    for step in (0..<steps).reversed() {
      let gate = gates.rows(step * batch, batch).values
      var d = Matrix(batch, 4 * size, [Double](repeating: 0, count: 4 * block))
      for n in 0..<batch {
        for unit in 0..<size {
          let at = GateIndices(n, unit, size)
          let (i, f, g, o) = (gate[at.i], gate[at.f], gate[at.g], gate[at.o])
          let cell = tanh(cells[(step + 1) * block + at.state])
          let arriving = dh.values[at.state] + (outputGradients?[step * block + at.state] ?? 0)
          let cellGradient = dc[at.state] + arriving * o * (1 - cell * cell)
          d.values[at.i] = cellGradient * g * i * (1 - i)
          d.values[at.f] = cellGradient * cells[step * block + at.state] * f * (1 - f)
          d.values[at.g] = cellGradient * i * (1 - g * g)
          d.values[at.o] = arriving * cell * o * (1 - o)
          dc[at.state] = cellGradient * f
        }
      }
      dh = d * weightHidden
      sumGradients = d.values + sumGradients
    }
    let all = Matrix(steps * batch, 4 * size, sumGradients)
    let before = Matrix(steps * batch, size, Array(hidden.prefix(steps * block)))
    let dtype = inputs.x.dtype
    return LSTMGradients(
      x: tensor((all * matrix(inputs.weightInput)).values, inputs.x.shape, dtype),
      h0: tensor(dh.values, inputs.h0.shape, dtype),
      c0: tensor(dc, inputs.c0.shape, dtype),
      weightInput: tensor(
        (all.transposed * matrix(inputs.x)).values, inputs.weightInput.shape, dtype),
      weightHidden: tensor((all.transposed * before).values, inputs.weightHidden.shape, dtype),
      bias: tensor(all.columnSums, inputs.bias.shape, dtype))
  }
}

/// The positions of the four gates of a unit in `[N, 4H]`, and of its state in `[N, H]`.
private struct GateIndices {
  let i: Int
  let f: Int
  let g: Int
  let o: Int
  let state: Int

  init(_ row: Int, _ unit: Int, _ size: Int) {
    i = row * 4 * size + unit
    f = i + size
    g = f + size
    o = g + size
    state = row * size + unit
  }
}
