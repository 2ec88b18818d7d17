import Foundation
import ShinsoFormats
import ShinsoNN
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoZoo

/// Recurrent layers, with the equations spelled out for one number after another, and tables.
@Suite(.serialized) struct CaffeRecurrentLayerTests: CaffeLayerSuite {
  private static let steps = 4
  private static let samples = 2
  private static let columns = 3
  private static let width = 2
  private static let constants = 2

  /// The second sample begins anew at the third step.
  private static let marks: [Float] = [0, 0, 1, 1, 1, 0, 1, 1]

  private func values(_ shape: Shape, _ seed: Int) -> Tensor {
    Tensor(
      (0..<shape.elementCount).map { Float(($0 * 7 + seed) % 11 - 5) / 5 }, shape: shape)
  }

  @Test(arguments: [false, true]) func lstm(hasConstant: Bool) throws {
    try check(
      "LSTM", factor: 4, hasConstant: hasConstant, others: [[4 * Self.width, Self.width]]
    ) { step, mark, state, blobs in
      let (d, w) = (Self.width, blobs[0])
      var gates = step
      for row in 0..<4 * d {
        for column in 0..<d { gates[row] += w[row * d + column] * state[column] * mark }
      }
      func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
      var next = state
      for unit in 0..<d {
        let (i, f) = (sigmoid(gates[unit]), sigmoid(gates[d + unit]))
        let (o, g) = (sigmoid(gates[2 * d + unit]), Foundation.tanh(gates[3 * d + unit]))
        next[d + unit] = mark * f * state[d + unit] + i * g
        next[unit] = o * Foundation.tanh(next[d + unit])
      }
      return (next, Array(next[..<d]))
    }
  }

  @Test(arguments: [false, true]) func rnn(hasConstant: Bool) throws {
    try check(
      "RNN", factor: 1, hasConstant: hasConstant,
      others: [[Self.width, Self.width], [Self.width, Self.width], [Self.width]]
    ) { step, mark, state, blobs in
      let d = Self.width
      func product(_ matrix: [Double], _ x: ArraySlice<Double>, _ row: Int) -> Double {
        (0..<d).reduce(0) { $0 + matrix[row * d + $1] * x[x.startIndex + $1] }
      }
      var next = state
      for unit in 0..<d {
        next[unit] = Foundation.tanh(step[unit] + mark * product(blobs[0], state[..<d], unit))
      }
      let output = (0..<d).map { unit in
        Foundation.tanh(product(blobs[1], next[..<d], unit) + blobs[2][unit])
      }
      return (next, output)
    }
  }

  /// - Parameters:
  ///   - others: the shapes of the blobs of the state.
  ///   - next: makes the state `[2 · width]` and the output of a step.
  private func check(
    _ type: String, factor: Int, hasConstant: Bool, others: [Shape],
    _ next: (
      _ step: [Double], _ mark: Double, _ state: [Double], _ blobs: [[Double]]
    ) -> (state: [Double], output: [Double])
  ) throws {
    let (t, n, i, d, s) = (Self.steps, Self.samples, Self.columns, Self.width, Self.constants)
    let (x, marks, constant) = (
      values([t, n, i], 1), Tensor(Self.marks, shape: [t, n]), values([n, s], 4)
    )
    var blobs = [values([factor * d, i], 2), values([factor * d], 3)]
    if hasConstant { blobs.append(values([factor * d, s], 5)) }
    let own = others.enumerated().map { values($1, 6 + $0) }
    let inputs = hasConstant ? [x, marks, constant] : [x, marks]
    let names = ["x", "marks", "constant"].prefix(inputs.count)
    let declared = zip(names, inputs).map { name, input in
      "input: \"\(name)\" input_shape { "
        + input.shape.map { "dim: \($0)" }.joined(separator: " ") + " }\n"
    }.joined()
    let model = try model(
      declared
        + layer(
          type, "recurrent_param { num_output: \(d) }", bottoms: names.joined(separator: " ")),
      ["l": blobs + own])
    let found = withoutGradients { model.graph(inputs) }[0]
    #expect(found.shape == [t, n, d])
    // The steps are those of the file, whatever it is given.
    #expect(try !ONNXExport(model.graph, title: type).takesAnyBatch)

    func doubles(_ tensor: Tensor) -> [Double] { tensor.scalars(as: Float.self).map(Double.init) }
    let (xs, weight, bias, recurrent) = (
      doubles(x), doubles(blobs[0]), doubles(blobs[1]), own.map(doubles)
    )
    var expected = [Float](repeating: 0, count: t * n * d)
    for sample in 0..<n {
      var state = [Double](repeating: 0, count: 2 * d)
      for time in 0..<t {
        let step = (0..<factor * d).map { row in
          var sum = bias[row]
          for column in 0..<i {
            sum += weight[row * i + column] * xs[(time * n + sample) * i + column]
          }
          if hasConstant {
            for column in 0..<s {
              sum += doubles(blobs[2])[row * s + column] * doubles(constant)[sample * s + column]
            }
          }
          return sum
        }
        let made = next(step, Double(Self.marks[time * n + sample]), state, recurrent)
        state = made.state
        for unit in 0..<d { expected[(time * n + sample) * d + unit] = Float(made.output[unit]) }
      }
    }
    expectEqual(found, Tensor(expected, shape: [t, n, d]))
  }

  /// Nets of sequences are no networks of pictures.
  @Test func whatTakesNoPictures() throws {
    try withFolder { folder in
      let file = folder.appending(path: "net.prototxt")
      func refusal(_ text: String) throws -> String {
        try Data(text.utf8).write(to: file)
        return problem { try NetworkSource(file.path) }
      }
      let data = "input: \"x\" input_shape { dim: 4 dim: 3 dim: 8 dim: 8 }\n"
      let rows =
        "layer { name: \"r\" type: \"Reshape\" bottom: \"x\" top: \"r\" "
        + "reshape_param { shape { dim: 4 dim: 1 dim: -1 } } }\n"
      let marks = "input: \"cont\" input_shape { dim: 4 dim: 1 }\n"
      let lstm = layer("LSTM", "recurrent_param { num_output: 4 }", bottoms: "r cont")
      #expect(
        try refusal(data + marks + rows + lstm).contains("takes 2 inputs, not pictures alone"))
      let halves =
        "layer { name: \"h\" type: \"Slice\" bottom: \"x\" top: \"a\" top: \"b\" "
        + "slice_param { axis: 0 slice_point: 2 } }\n"
      let found = try refusal(data + halves + layer("Eltwise", bottoms: "a b"))
      #expect(found.contains("takes [4, 3, 8, 8] and not one picture: "), "\(found)")
    }
  }

  @Test func embed() throws {
    let table = Tensor((0..<6).map { Float($0) }, shape: [3, 2])
    let bias = Tensor([10, 20] as [Float])
    let x = Tensor([2, 0, 1, 2] as [Float], shape: [2, 2])
    let text = layer("Embed", "embed_param { input_dim: 3 num_output: 2 }")
    let found = try run(text, ["l": [table, bias]], x)[0]
    #expect(found.shape == [2, 2, 2])
    #expect(found.scalars(as: Float.self) == [14, 25, 10, 21, 12, 23, 14, 25])
  }

  @Test func hingeLoss() throws {
    let scores = Tensor([2, -1, 0.5, 0, 1, -3] as [Float], shape: [2, 3])
    let labels = Tensor([0, 2] as [Int64])
    // Of the first sample 0, 0 and 1.5, of the second 1, 2 and 4.
    for (norm, expected) in [("L1", 4.25), ("L2", 11.625)] {
      let net = try CaffeNet(
        prototxt: MemorySource(
          Array(
            """
            layer { name: "d" type: "Data" top: "d" top: "label" }
            layer { name: "r" type: "ReLU" bottom: "d" top: "r" }
            layer { name: "h" type: "HingeLoss" bottom: "r" bottom: "label"
                    hinge_loss_param { norm: \(norm) } }
            """.utf8), name: "n.prototxt"))
      let importer = CaffeImporter(
        file: "n.prototxt", purpose: .training(input: [2, 3]), values: .fillers)
      _ = try importer.graph(net.in(.training))
      #expect(abs(Double(try importer.measure([scores], labels).loss.item()) - expected) < 1e-5)
    }
  }
}
