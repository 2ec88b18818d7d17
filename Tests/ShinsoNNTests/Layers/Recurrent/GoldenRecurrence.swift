import Foundation
import ShinsoNN
import ShinsoTensor

/// What PyTorch computed (Tools/golden/recurrent.py).
struct GoldenRecurrence: Decodable, CustomStringConvertible {
  struct Values: Decodable {
    let shape: [Int]
    let values: [Double]

    func tensor(_ dtype: DType, on device: Device) -> Tensor {
      Tensor(values, shape: Shape(shape), on: device).cast(to: dtype)
    }
  }

  enum Kind: String, Decodable { case lstm, gru, gruResettingBefore, elman, elmanRelu }

  let name: Kind
  let layers: Int
  let isBidirectional: Bool
  let lengths: [Int]?
  let x: Values
  let dx: Values
  /// h of each layer and direction, stacked; then LSTM's c.
  let states: [Values]
  let dstates: [Values]
  /// Of each layer and direction: weight_ih, weight_hh, bias_ih, bias_hh.
  let weights: [Values]
  let gradients: [Values]
  let outputs: [Values]
  let seeds: [Values]

  static let cases = Result {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/recurrent.json")
    return try JSONDecoder().decode([GoldenRecurrence].self, from: Data(contentsOf: file))
  }

  var description: String {
    "\(name), \(layers) layers\(isBidirectional ? " in both directions" : ""), "
      + "lengths \(lengths ?? [])"
  }

  func layer() -> Module {
    switch name {
    case .lstm: LSTM(3, hidden: 4, layers: layers, isBidirectional: isBidirectional)
    case .gru, .gruResettingBefore:
      GRU(
        3, hidden: 4, layers: layers, isBidirectional: isBidirectional, resetsAfter: name == .gru)
    case .elman, .elmanRelu:
      ElmanRNN(
        3, hidden: 4, layers: layers, isBidirectional: isBidirectional,
        activation: name == .elman ? .tanh : .relu)
    }
  }

  /// The layer's cells in PyTorch's order, each with its parameters.
  private func cells(_ layer: Module) -> [[Parameter]] {
    (0..<layers).flatMap { index in
      (isBidirectional ? ["layers", "reversedLayers"] : ["layers"]).map { list in
        layer.parameters.filter { $0.name.hasPrefix("\(list).\(index).") }.map(\.value)
      }
    }
  }

  func load(into layer: Module, _ dtype: DType, on device: Device) {
    for (index, cell) in cells(layer).enumerated() {
      let theirs = weights[(index * 4)..<(index * 4 + 4)].map { $0.tensor(dtype, on: device) }
      let mine = cell.count == 4 ? theirs : [theirs[0], theirs[1], theirs[2] + theirs[3]]
      for (parameter, value) in zip(cell, mine) { parameter.assign(value) }
    }
  }

  /// A single bias has the gradient of either of PyTorch's two.
  func expectedGradients(of layer: Module) -> [(Parameter, [Double])] {
    cells(layer).enumerated().flatMap { index, cell in
      zip(cell, gradients[(index * 4)...]).map { ($0, $1.values) }
    }
  }
}
