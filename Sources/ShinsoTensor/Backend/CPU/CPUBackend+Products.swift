import COneDNN

/// All that an inner product's primitive depends on.
private struct LinearKey: Hashable {
  enum Pass { case forward, backwardInput, backwardWeight }
  var pass: Pass
  var rows: Int
  var inputs: Int
  var outputs: Int
  var epilogue = EpilogueForm()
  /// The layout that the weights are in; nil: oneDNN's choice.
  var weight: MemoryDescriptor?
}

/// An inner product by oneDNN, and what of an epilogue it does itself.
private struct LinearPlan: Sendable {
  let primitive: Primitive
  var epilogue = EpilogueForm()
}

private struct MatmulKey: Hashable {
  let batch: Int
  let m: Int
  let k: Int
  let n: Int
  let transposeA: Bool
  let transposeB: Bool
}

/// Matrix products. A linear layer's weights are packed for the forward product at its first call
/// and stay so, in training too: its gradient comes in the same layout, and optimizers work
/// elementwise.
extension CPUBackend {
  private static let linearPlans = PlanCache<LinearKey, LinearPlan>()
  private static let matmulPlans = PlanCache<MatmulKey, Primitive>()

  func linear(_ x: Tensor, weight: Tensor, _ epilogue: Epilogue) -> Tensor {
    let y = Tensor.uninitialized([x.shape[0], weight.shape[0]], .float32, on: device)
    if y.elementCount == 0 { return y }
    let key = LinearKey(
      pass: .forward, rows: x.shape[0], inputs: x.shape[1], outputs: weight.shape[0],
      epilogue: EpilogueForm(epilogue), weight: packing(of: weight))
    let plan = Self.linearPlans.plan(key) { Self.makeLinear(key) }
    let weights = repack(weight, as: plan.primitive.layout(DNNL_ARG_WEIGHTS))
    run(
      plan.primitive, [x.storage.plainMemory, weights, y.storage.plainMemory], epilogue,
      fused: plan.epilogue, into: y, nil)
    return y
  }

  func linearBackwardInput(_ dy: Tensor, weight: Tensor) -> Tensor {
    let dx = Tensor.uninitialized([dy.shape[0], weight.shape[1]], .float32, on: device)
    let key = LinearKey(
      pass: .backwardInput, rows: dy.shape[0], inputs: weight.shape[1], outputs: weight.shape[0],
      weight: packing(of: weight))
    let primitive = Self.linearPlans.plan(key) { Self.makeLinear(key) }.primitive
    let weights = repack(weight, as: primitive.layout(DNNL_ARG_WEIGHTS))
    let gradient = dy.storage.plainMemory
    primitive.run(dx.storage.plainMemory.address, weights.address, gradient.address)
    return dx
  }

  func linearBackwardWeight(_ dy: Tensor, x: Tensor, weight: Tensor) -> Tensor {
    let key = LinearKey(
      pass: .backwardWeight, rows: dy.shape[0], inputs: weight.shape[1],
      outputs: weight.shape[0], weight: packing(of: weight))
    let primitive = Self.linearPlans.plan(key) { Self.makeLinear(key) }.primitive
    let layout = primitive.layout(DNNL_ARG_DIFF_WEIGHTS)
    let source = x.storage.plainMemory
    let gradient = dy.storage.plainMemory
    let isPlain = layout == .plain(weight.shape.dims)
    let dw = uninitialized(weight.shape, isPlain ? nil : .packed(layout))
    primitive.run(
      source.address, dw.storage.representation.memory.address, gradient.address)
    return dw
  }

  func matmul(_ a: Tensor, _ b: Tensor, transposeA: Bool, transposeB: Bool) -> Tensor {
    let m = a.shape[transposeA ? -1 : -2]
    let k = a.shape[transposeA ? -2 : -1]
    let n = b.shape[transposeB ? -2 : -1]
    let leading = a.shape.dims.dropLast(2)
    let y = Tensor.uninitialized(Shape(leading + [m, n]), .float32, on: device)
    if y.elementCount == 0 { return y }
    if k == 0 { return full(0, shape: y.shape, dtype: .float32) }
    let key = MatmulKey(
      batch: leading.reduce(1, *), m: m, k: k, n: n, transposeA: transposeA,
      transposeB: transposeB)
    let primitive = Self.matmulPlans.plan(key) { Self.makeMatmul(key) }
    let left = a.storage.plainMemory
    let right = b.storage.plainMemory
    primitive.run(left.address, right.address, y.storage.plainMemory.address)
    return y
  }

  /// The packed layout of weights, if they are packed.
  private func packing(of weight: Tensor) -> MemoryDescriptor? {
    if case .packed(let descriptor)? = weight.cpuLayout { return descriptor }
    return nil
  }

  /// Weights in a layout, which replaces the one they had.
  private func repack(_ weight: Tensor, as layout: MemoryDescriptor) -> Memory {
    let current = weight.storage.representation
    let plain = MemoryDescriptor.plain(weight.shape.dims)
    let from = packing(of: weight) ?? plain
    if from == layout { return current.memory }
    let memory = reorder(current.memory, from, to: layout)
    let isPlain = layout == plain
    weight.storage.replace(
      with: Storage.Representation(
        memory: memory, layout: isPlain ? nil : CPULayout.packed(layout)))
    return memory
  }

  private static func makeLinear(_ key: LinearKey) -> LinearPlan {
    let x = MemoryDescriptor.plain([key.rows, key.inputs])
    let y = MemoryDescriptor.plain([key.rows, key.outputs])
    let attributes = PrimitiveAttributes()
    // oneDNN only sees the handles of these.
    defer { withExtendedLifetime((x, y, attributes)) {} }
    // Weights that are packed already stay as they are if oneDNN has a kernel for that.
    for weight in [key.weight, .any([key.outputs, key.inputs])] {
      guard let weight else { continue }
      defer { withExtendedLifetime(weight) {} }
      if key.pass == .forward {
        for epilogue in key.epilogue.choices {
          guard let forward = describe(key, weight, epilogue) else { continue }
          let isLast = weight !== key.weight && epilogue == key.epilogue.choices.last
          if isLast || isGood(forward) {
            return LinearPlan(
              primitive: Primitive(
                consuming: forward,
                [DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST] + epilogue.argumentKinds),
              epilogue: epilogue)
          }
          dnnl_primitive_desc_destroy(forward)
        }
        continue
      }
      guard let forward = describe(key, weight, EpilogueForm()) else { continue }
      defer { dnnl_primitive_desc_destroy(forward) }
      var backward: dnnl_primitive_desc_t?
      let made =
        key.pass == .backwardInput
        ? dnnl_inner_product_backward_data_primitive_desc_create(
          &backward, OneDNN.engine, x.handle, weight.handle, y.handle, forward,
          attributes.handle)
        : dnnl_inner_product_backward_weights_primitive_desc_create(
          &backward, OneDNN.engine, x.handle, weight.handle, nil, y.handle, forward,
          attributes.handle)
      guard made == dnnl_success, let backward else { continue }
      if weight === key.weight, !isGood(backward) {
        dnnl_primitive_desc_destroy(backward)
        continue
      }
      let kinds =
        key.pass == .backwardInput
        ? [DNNL_ARG_DIFF_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DIFF_DST]
        : [DNNL_ARG_SRC, DNNL_ARG_DIFF_WEIGHTS, DNNL_ARG_DIFF_DST]
      return LinearPlan(primitive: Primitive(consuming: backward, kinds))
    }
    stop("linear: oneDNN cannot multiply [\(key.rows), \(key.inputs)] into \(key.outputs)")
  }

  private static func describe(
    _ key: LinearKey, _ weight: MemoryDescriptor, _ epilogue: EpilogueForm
  ) -> dnnl_primitive_desc_t? {
    let x = MemoryDescriptor.plain([key.rows, key.inputs])
    let y = MemoryDescriptor.plain([key.rows, key.outputs])
    let bias = epilogue.hasBias ? MemoryDescriptor.plain([key.outputs]) : nil
    let attributes = PrimitiveAttributes(epilogue, result: y)
    defer { withExtendedLifetime((x, y, bias, attributes)) {} }
    var forward: dnnl_primitive_desc_t?
    let kind = key.pass == .forward ? dnnl_forward_inference : dnnl_forward_training
    let status = dnnl_inner_product_forward_primitive_desc_create(
      &forward, OneDNN.engine, kind, x.handle, weight.handle, bias?.handle, y.handle,
      attributes.handle)
    return status == dnnl_success ? forward : nil
  }

  private static func isGood(_ descriptor: dnnl_primitive_desc_t) -> Bool {
    let name = Primitive.implementation(of: descriptor)
    return !OneDNN.isReference(name) && !name.contains("gemm:") || name.contains("brgemm")
  }

  private static func makeMatmul(_ key: MatmulKey) -> Primitive {
    func descriptor(_ rows: Int, _ columns: Int, transposed: Bool) -> MemoryDescriptor {
      let inner = transposed ? [1, rows] : [columns, 1]
      return key.batch == 1
        ? MemoryDescriptor([rows, columns], strides: inner)
        : MemoryDescriptor([key.batch, rows, columns], strides: [rows * columns] + inner)
    }
    let a = descriptor(key.m, key.k, transposed: key.transposeA)
    let b = descriptor(key.k, key.n, transposed: key.transposeB)
    let y = descriptor(key.m, key.n, transposed: false)
    let attributes = PrimitiveAttributes()
    defer { withExtendedLifetime((a, b, y, attributes)) {} }
    var result: dnnl_primitive_desc_t?
    let status = dnnl_matmul_primitive_desc_create(
      &result, OneDNN.engine, a.handle, b.handle, nil, y.handle, attributes.handle)
    guard status == dnnl_success, let result else {
      stop("matmul: oneDNN cannot multiply [\(key.m), \(key.k)] by [\(key.k), \(key.n)]")
    }
    let name = Primitive.implementation(of: result)
    if OneDNN.isReference(name) { SlowPaths.note("matmul \(key): \(name)") }
    return Primitive(consuming: result, [DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST])
  }
}
