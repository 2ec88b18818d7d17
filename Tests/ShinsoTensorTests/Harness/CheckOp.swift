import ShinsoTensor
import Testing

/// Checks an op on random inputs:
/// - shapes and types are those that `outputs(for:)` foretells;
/// - the CPU's outputs and gradients agree with the Reference backend's, and none of it ran in
///   oneDNN's reference loops;
/// - on the Reference backend in float64 each gradient agrees with finite differences, at some single
///   elements and along a random direction, and is the same when it is asked for alone. Inputs of
///   exact values are left out.
///
/// `differentiableOutputs`: gradients flow from that many outputs, counted from the first.
/// `tolerance`: of the CPU, as `difference` has it.
func check(
  _ op: some Op, _ inputs: Input..., differentiableOutputs: Int = .max, tolerance: Double = 2e-5,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  try check(
    op, inputs, differentiableOutputs: differentiableOutputs, tolerance: tolerance,
    sourceLocation: sourceLocation)
}

/// Returns the number of gradients that were compared with finite differences.
@discardableResult
func check(
  _ op: some Op, _ inputs: [Input], differentiableOutputs: Int = .max, tolerance: Double = 2e-5,
  sourceLocation: SourceLocation = #_sourceLocation
) throws -> Int {
  let outputs = try op.outputs(for: inputs.map { $0.spec(.float32) })
  return try Check(op.name.rawValue, inputs, outputs, differentiableOutputs) {
    try runOp(op, $0)
  }.run(tolerance: tolerance, sourceLocation: sourceLocation)
}

/// The same for a function that is made of ops; its shapes are those that Reference makes.
@discardableResult
func check(
  _ name: String, _ inputs: [Input], tolerance: Double = 2e-5,
  sourceLocation: SourceLocation = #_sourceLocation, _ body: @escaping ([Tensor]) -> [Tensor]
) throws -> Int {
  var random = SplitMix64(seed: 1)
  let tensors = inputs.map {
    Tensor($0.values(&random), $0.spec(.float32), on: .reference)
  }
  return try Check(name, inputs, body(tensors).map(\.spec), .max, body)
    .run(tolerance: tolerance, sourceLocation: sourceLocation)
}

@discardableResult
func check(
  _ name: String, _ inputs: Input..., tolerance: Double = 2e-5,
  sourceLocation: SourceLocation = #_sourceLocation, _ body: @escaping ([Tensor]) -> Tensor
) throws -> Int {
  try check(name, inputs, tolerance: tolerance, sourceLocation: sourceLocation) { [body($0)] }
}

/// Checks that an op refuses inputs of these shapes, all float32, with `problem` in its message.
func checkRefusal(
  _ op: some Op, _ shapes: Shape..., problem: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  checkRefusal(
    op, shapes.map { TensorSpec(shape: $0) }, problem: problem, sourceLocation: sourceLocation)
}

func checkRefusal(
  _ op: some Op, _ specs: [TensorSpec], problem: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  do {
    let outputs = try op.outputs(for: specs)
    Issue.record(
      "\(op.name) takes \(specs) and makes \(outputs)", sourceLocation: sourceLocation)
  } catch {
    #expect(
      error.description == "\(op.name): \(problem)", sourceLocation: sourceLocation)
  }
}

private struct Check {
  let name: String
  let body: ([Tensor]) throws -> [Tensor]
  let inputs: [Input]
  let values: [[Double]]
  let seeds: [[Double]]
  let outputs: [TensorSpec]
  private var random = SplitMix64(seed: 1)

  init(
    _ name: String, _ inputs: [Input], _ outputs: [TensorSpec], _ differentiableOutputs: Int,
    _ body: @escaping ([Tensor]) throws -> [Tensor]
  ) {
    var random = SplitMix64(seed: 1)
    self.name = name
    self.body = body
    self.inputs = inputs
    self.outputs = outputs
    values = inputs.map { $0.values(&random) }
    let floats = outputs.filter { $0.dtype.isFloatingPoint }
    seeds = floats.prefix(differentiableOutputs).map { Input.normal($0.shape).values(&random) }
    self.random = random
  }

  func run(tolerance: Double, sourceLocation: SourceLocation) throws -> Int {
    let slowPaths = SlowPaths.all.count
    let cpu = try evaluate(values, on: .cpu, .float32)
    let reference = try evaluate(values, on: .reference, .float32)
    #expect(SlowPaths.all[slowPaths...] == [], sourceLocation: sourceLocation)
    #expect(cpu.outputs.map(\.spec) == outputs, sourceLocation: sourceLocation)
    #expect(reference.outputs.map(\.spec) == outputs, sourceLocation: sourceLocation)
    for (index, (mine, judge)) in zip(cpu.outputs, reference.outputs).enumerated() {
      expectClose(
        mine, judge, tolerance, "\(name): output \(index) on the CPU", sourceLocation)
    }
    for (index, (mine, judge)) in zip(cpu.gradients, reference.gradients).enumerated() {
      guard let mine, let judge else { continue }
      expectClose(
        mine, judge, tolerance, "\(name): gradient \(index) on the CPU", sourceLocation)
    }
    guard inputs.contains(where: \.isDifferentiable), inputs.allSatisfy(\.isSmooth) else {
      return 0
    }
    return try compareWithDifferences(sourceLocation)
  }

  private func evaluate(
    _ values: [[Double]], on device: Device, _ dtype: DType, watching only: Int? = nil
  ) throws -> Evaluation {
    let tensors = zip(inputs, values).map { Tensor($1, $0.spec(dtype), on: device) }
    let watching = inputs.enumerated().map {
      $1.isDifferentiable && !seeds.isEmpty && (only == nil || only == $0)
    }
    let floats = outputs.filter { $0.dtype.isFloatingPoint }
    let starts = zip(floats, seeds).map {
      Tensor($1, TensorSpec(shape: $0.shape, dtype: dtype), on: device)
    }
    return try Evaluation(tensors, watching: watching, seeds: starts, body)
  }

  // MARK: Finite differences

  /// Returns the number of gradients compared.
  private func compareWithDifferences(_ sourceLocation: SourceLocation) throws -> Int {
    let all = try evaluate(values, on: .reference, .float64)
    var random = random
    var compared = 0
    // The Reference backend takes its time: fewer elements where a loss takes long.
    let isLarge = values.contains { $0.count > 1_000 }
    for (index, input) in inputs.enumerated() {
      guard let gradient = all.gradients[index] else { continue }
      compared += 1
      let what = "\(name): gradient \(index)"
      if !isLarge,
        let alone = try evaluate(values, on: .reference, .float64, watching: index).gradients[index]
      {
        expectClose(alone, gradient, 1e-12, what + " asked for alone", sourceLocation)
      }
      let gradients = gradient.doubles
      let scale = gradients.reduce(0) { max($0, abs($1)) }
      let count = input.shape.elementCount
      let single = Set(
        (0..<min(isLarge ? 1 : 16, count)).map { _ in Int.random(in: 0..<count, using: &random) })
      for element in single.sorted() {
        var direction = [Double](repeating: 0, count: count)
        direction[element] = 1
        let (slope, noise) = try self.slope(of: index, along: direction)
        #expect(
          abs(slope - gradients[element]) <= 1e-6 * scale + noise,
          "\(what)[\(element)] is \(gradients[element]), by differences \(slope)",
          sourceLocation: sourceLocation)
      }
      // Differences tell nothing where a rectifier bends or a maximum changes hands on the way, which
      // is likely if all elements of a large input move: few move, and a second and third direction
      // are tried. A wrong gradient agrees along none.
      let share = min(1, 200 / Double(count))
      for attempt in 1...3 {
        let direction = (0..<count).map { _ in
          Double.random(in: 0..<1, using: &random) < share ? random.nextNormal() : 0
        }
        let product = zip(gradients, direction).reduce(0) { $0 + $1.0 * $1.1 }
        let (slope, noise) = try self.slope(of: index, along: direction)
        let tolerance = 1e-6 * scale * Double(max(count, 1)).squareRoot() + noise
        if abs(slope - product) > tolerance && attempt < 3 { continue }
        #expect(
          abs(slope - product) <= tolerance,
          "\(what) along a direction is \(product), by differences \(slope)",
          sourceLocation: sourceLocation)
        break
      }
    }
    return compared
  }

  /// How fast the loss grows when an input moves, by central differences, and how far rounding may
  /// have moved that.
  private func slope(
    of index: Int, along direction: [Double]
  ) throws -> (slope: Double, noise: Double) {
    let step = 1e-5
    func loss(_ step: Double) throws -> (sum: Double, magnitude: Double) {
      var values = values
      values[index] = zip(values[index], direction).map { $0 + step * $1 }
      let tensors = zip(inputs, values).map { Tensor($1, $0.spec(.float64), on: .reference) }
      let outputs = try body(tensors).filter { $0.dtype.isFloatingPoint }
      var (sum, magnitude) = (0.0, 0.0)
      for (output, seed) in zip(outputs, seeds) {
        for (value, weight) in zip(output.doubles, seed) {
          sum += value * weight
          magnitude += abs(value * weight)
        }
      }
      return (sum, magnitude)
    }
    let (after, before) = (try loss(step), try loss(-step))
    // Sums over all elements round at each of them.
    let terms = Double(values.map(\.count).max() ?? 1).squareRoot()
    return (
      (after.sum - before.sum) / (2 * step), after.magnitude * terms * Double.ulpOfOne / step
    )
  }
}

func expectClose(
  _ tensor: Tensor, _ expected: Tensor, _ tolerance: Double, _ what: String,
  _ sourceLocation: SourceLocation = #_sourceLocation
) {
  guard let difference = difference(tensor, expected) else {
    Issue.record(
      "\(what): shape \(tensor.shape), expected \(expected.shape), or NaN at another place",
      sourceLocation: sourceLocation)
    return
  }
  #expect(
    difference <= tolerance, "\(what) is off by \(difference)", sourceLocation: sourceLocation)
}
