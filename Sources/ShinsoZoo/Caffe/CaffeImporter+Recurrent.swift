import ShinsoFormats
import ShinsoNN
import ShinsoSchemas
import ShinsoTensor

/// Caffe's recurrent layers, after Donahue et al., "Long-term recurrent convolutional networks", CVPR
/// 2015. They take sequences `[T, N, …]` and marks `[T, N]` that are 0 where a sequence begins, and as
/// a third bottom, if there is one, `[N, …]` for all steps. They are unrolled, as in Caffe, so that
/// the length is that of the file.
extension CaffeImporter {
  /// More steps make a graph that nothing can be done with.
  private static let mostSteps = 1024

  /// The state before the first step is zero; the gates have Caffe's order: input, forget, output and
  /// candidate. The blobs are those of x with bias, of the third bottom, and of the state.
  func lstm(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    let sequence = try CaffeSequence(self, layer, bottoms, factor: 4)
    let (width, index) = (sequence.width, sequence.nextBlob)
    let recurrent = try parameters.parameter(
      layer, index, "recurrentWeight", [4 * width, width],
      layer.parameter.recurrentParam.weightFiller, builder)
    var state: (h: Graph.Value, c: Graph.Value)?
    return try unrolled(layer, sequence) { step, mark in
      var gates = step
      if let state {
        let h = try add(layer, BinaryOp(.multiply), state.h, mark)
        gates = try add(layer, BinaryOp(.add), step, try add(layer, LinearOp(), h, recurrent))
      }
      func gate(_ index: Int, _ function: UnaryFunction) throws -> Graph.Value {
        let part = SliceOp(axis: 1, start: index * width, end: (index + 1) * width)
        return try add(layer, UnaryOp(function), try add(layer, part, gates))
      }
      var c = try add(layer, BinaryOp(.multiply), try gate(0, .sigmoid), try gate(3, .tanh))
      if let state {
        let forget = try add(layer, BinaryOp(.multiply), try gate(1, .sigmoid), mark)
        let kept = try add(layer, BinaryOp(.multiply), forget, state.c)
        c = try add(layer, BinaryOp(.add), kept, c)
      }
      let h = try add(
        layer, BinaryOp(.multiply), try gate(2, .sigmoid), try add(layer, UnaryOp(.tanh), c))
      state = (h, c)
      return h
    }
  }

  /// `h = tanh(W_xh x + W_hh h + b_h)`, and of that the output `tanh(W_ho h + b_o)`.
  func rnn(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    let sequence = try CaffeSequence(self, layer, bottoms, factor: 1)
    let (width, index) = (sequence.width, sequence.nextBlob)
    let parameter = layer.parameter.recurrentParam
    func weight(_ offset: Int, _ role: String) throws -> Graph.Value {
      try parameters.parameter(
        layer, index + offset, role, [width, width], parameter.weightFiller, builder)
    }
    let recurrent = try weight(0, "recurrentWeight")
    let output = try weight(1, "outputWeight")
    let outputBias = try parameters.parameter(
      layer, index + 2, "outputBias", [width], parameter.biasFiller, builder)
    var state: Graph.Value?
    return try unrolled(layer, sequence) { step, mark in
      var sum = step
      if let state {
        let h = try add(layer, BinaryOp(.multiply), state, mark)
        sum = try add(layer, BinaryOp(.add), step, try add(layer, LinearOp(), h, recurrent))
      }
      let h = try add(layer, UnaryOp(.tanh), sum)
      state = h
      return try add(layer, UnaryOp(.tanh), try add(layer, LinearOp(), h, output, outputBias))
    }
  }

  /// Runs a step for each row of a sequence and puts what it makes one behind another.
  ///
  /// - Parameter body: is given what comes from x, `[N, …]`, and the mark, `[N, 1]`.
  private func unrolled(
    _ layer: CaffeLayer, _ sequence: CaffeSequence,
    _ body: (_ step: Graph.Value, _ mark: Graph.Value) throws -> Graph.Value
  ) throws -> [Graph.Value] {
    let count = shape(sequence.projected)[0]
    try require(
      count <= Self.mostSteps, layer,
      "has \(count) steps, and \(Self.mostSteps) are the most that are unrolled")
    let columns = shape(sequence.projected)[2]
    let outputs = try (0..<count).map { t in
      let row = SliceOp(axis: 0, start: t, end: t + 1)
      var step = try add(layer, row, sequence.projected)
      step = try add(layer, ReshapeOp([-1, columns]), step)
      if let constant = sequence.constant {
        step = try add(layer, BinaryOp(.add), step, constant)
      }
      let mark = try add(layer, ReshapeOp([-1, 1]), try add(layer, row, sequence.marks))
      return try add(layer, UnsqueezeOp(axis: 0), try body(step, mark))
    }
    return try builder.add(layer.name, ConcatenateOp(axis: 0), outputs)
  }
}

/// What a recurrent layer takes, multiplied by its weights.
private struct CaffeSequence {
  /// `[T, N, factor · width]`, with the bias.
  let projected: Graph.Value
  /// `[T, N]`.
  let marks: Graph.Value
  /// Of the third bottom, `[N, factor · width]`.
  let constant: Graph.Value?
  /// Of the state and of the output.
  let width: Int
  /// The first blob that is not taken yet.
  let nextBlob: Int

  /// - Parameter factor: how many numbers of the state's width a step needs.
  init(
    _ importer: CaffeImporter, _ layer: CaffeLayer, _ bottoms: [Graph.Value], factor: Int
  ) throws {
    let parameter = layer.parameter.recurrentParam
    let width = Int(parameter.numOutput)
    try importer.require(width > 0, layer, "does not say its num_output")
    try importer.require(width <= 1 << 20, layer, "its num_output is \(width)")
    try importer.require(
      !parameter.exposeHidden, layer,
      "expose_hidden, states as bottoms and tops, is not read; leave it out of the net")
    try importer.require(
      (2...3).contains(bottoms.count), layer, "takes two or three bottoms, not \(bottoms.count)")
    let (x, marks) = (importer.shape(bottoms[0]), importer.shape(bottoms[1]))
    try importer.require(
      x.rank >= 3 && marks.dims == Array(x.dims.prefix(2)) && x[0] > 0, layer,
      "takes a sequence [T, N, …] and marks [T, N], not \(x) and \(marks)")
    let builder = importer.builder
    func weight(_ index: Int, _ role: String, _ columns: Int) throws -> Graph.Value {
      try importer.parameters.parameter(
        layer, index, role, [factor * width, columns], parameter.weightFiller, builder)
    }
    func flat(_ value: Graph.Value, from axis: Int) throws -> Graph.Value {
      importer.shape(value).rank == axis + 1
        ? value : try importer.add(layer, FlattenOp(from: axis), value)
    }
    let rows = try flat(bottoms[0], from: 2)
    let weights = try weight(0, "weight", importer.shape(rows)[2])
    let bias = try importer.parameters.parameter(
      layer, 1, "bias", [factor * width], parameter.biasFiller, builder)
    projected = try importer.add(layer, LinearOp(), rows, weights, bias)
    (self.width, self.marks) = (width, bottoms[1])
    guard bottoms.count == 3 else {
      (constant, nextBlob) = (nil, 2)
      return
    }
    let shape = importer.shape(bottoms[2])
    try importer.require(
      shape.rank >= 2 && shape[0] == x[1], layer, "its third bottom \(shape) has not \(x[1]) rows")
    let row = try flat(bottoms[2], from: 1)
    constant = try importer.add(
      layer, LinearOp(), row, try weight(2, "constantWeight", importer.shape(row)[1]))
    nextBlob = 3
  }
}
