import COneDNN

private struct LSTMKey: Hashable {
  let steps: Int
  let batch: Int
  let inputs: Int
  let hidden: Int
  let isTraining: Bool
}

/// The forward and, for training, the backward primitive of one kind of LSTM call.
private struct LSTMPlan: Sendable {
  let forward: Primitive
  let backward: Primitive?
  let inputDims: [Int]
  let hiddenDims: [Int]

  init(_ key: LSTMKey) {
    let (t, n, i, h) = (key.steps, key.batch, key.inputs, key.hidden)
    inputDims = [1, 1, i, 4, h]
    hiddenDims = [1, 1, h, 4, h]
    let x = MemoryDescriptor.plain([t, n, i])
    let y = MemoryDescriptor.plain([t, n, h])
    let state = MemoryDescriptor.plain([1, 1, n, h])
    let bias = MemoryDescriptor.plain([1, 1, 4, h])
    let weightInput = MemoryDescriptor.any(inputDims)
    let weightHidden = MemoryDescriptor.any(hiddenDims)
    let attributes = PrimitiveAttributes()
    // oneDNN only sees the handles of these.
    defer { withExtendedLifetime((x, y, state, bias, weightInput, weightHidden, attributes)) {} }
    var forward: dnnl_primitive_desc_t?
    let status = dnnl_lstm_forward_primitive_desc_create(
      &forward, OneDNN.engine, key.isTraining ? dnnl_forward_training : dnnl_forward_inference,
      dnnl_unidirectional_left2right, x.handle, state.handle, state.handle, weightInput.handle,
      weightHidden.handle, nil, nil, bias.handle, y.handle, state.handle, state.handle, 0,
      attributes.handle)
    guard status == dnnl_success, let forward else {
      stop("lstm: oneDNN has no LSTM for [\(t), \(n), \(i)] and \(h) units")
    }
    // No check for slow paths: oneDNN calls its recurrent code `ref`, but that is matrix products
    // and generated code for the gates.
    let kinds = [
      DNNL_ARG_SRC_LAYER, DNNL_ARG_SRC_ITER, DNNL_ARG_SRC_ITER_C, DNNL_ARG_WEIGHTS_LAYER,
      DNNL_ARG_WEIGHTS_ITER, DNNL_ARG_BIAS, DNNL_ARG_DST_LAYER, DNNL_ARG_DST_ITER,
      DNNL_ARG_DST_ITER_C,
    ]
    guard key.isTraining else {
      self.forward = Primitive(consuming: forward, kinds)
      backward = nil
      return
    }
    var backward: dnnl_primitive_desc_t?
    let made = dnnl_lstm_backward_primitive_desc_create(
      &backward, OneDNN.engine, dnnl_backward, dnnl_unidirectional_left2right, x.handle,
      state.handle, state.handle, weightInput.handle, weightHidden.handle, nil, nil, bias.handle,
      y.handle, state.handle, state.handle, x.handle, state.handle, state.handle,
      weightInput.handle, weightHidden.handle, nil, nil, bias.handle, y.handle, state.handle,
      state.handle, 0, forward, attributes.handle)
    guard made == dnnl_success, let backward else {
      stop("lstm: oneDNN has no LSTM gradient for [\(t), \(n), \(i)] and \(h) units")
    }
    self.forward = Primitive(consuming: forward, kinds + [DNNL_ARG_WORKSPACE])
    self.backward = Primitive(
      consuming: backward,
      kinds + [DNNL_ARG_WORKSPACE] + [
        DNNL_ARG_DIFF_SRC_LAYER, DNNL_ARG_DIFF_SRC_ITER, DNNL_ARG_DIFF_SRC_ITER_C,
        DNNL_ARG_DIFF_WEIGHTS_LAYER, DNNL_ARG_DIFF_WEIGHTS_ITER, DNNL_ARG_DIFF_BIAS,
        DNNL_ARG_DIFF_DST_LAYER, DNNL_ARG_DIFF_DST_ITER, DNNL_ARG_DIFF_DST_ITER_C,
      ])
  }
}

extension CPUBackend {
  /// Each plan takes a quarter of a megabyte, and lengths are many.
  private static let lstmPlans = PlanCache<LSTMKey, LSTMPlan>(capacity: 256)

  private func plan(_ inputs: LSTMInputs, training: Bool) -> LSTMPlan {
    let key = LSTMKey(
      steps: inputs.x.shape[0], batch: inputs.x.shape[1], inputs: inputs.x.shape[2],
      hidden: inputs.h0.shape[1], isTraining: training)
    return Self.lstmPlans.plan(key) { LSTMPlan(key) }
  }

  func lstm(_ inputs: LSTMInputs, recordsWorkspace: Bool) -> LSTMResult {
    let plan = plan(inputs, training: recordsWorkspace)
    let (t, n, h) = (inputs.x.shape[0], inputs.x.shape[1], inputs.h0.shape[1])
    let y = Tensor.uninitialized([t, n, h], .float32, on: device)
    let hidden = Tensor.uninitialized([n, h], .float32, on: device)
    let cell = Tensor.uninitialized([n, h], .float32, on: device)
    let weightInput = lstmWeights(
      inputs.weightInput, plan.inputDims, plan.forward.layout(DNNL_ARG_WEIGHTS_LAYER))
    let weightHidden = lstmWeights(
      inputs.weightHidden, plan.hiddenDims, plan.forward.layout(DNNL_ARG_WEIGHTS_ITER))
    let memories = [inputs.x, inputs.h0, inputs.c0, inputs.bias].map(\.storage.plainMemory)
    let outputs = [y, hidden, cell].map(\.storage.plainMemory)
    guard recordsWorkspace else {
      plan.forward.run(
        memories[0].address, memories[1].address, memories[2].address, weightInput.address,
        weightHidden.address, memories[3].address, outputs[0].address, outputs[1].address,
        outputs[2].address)
      return LSTMResult(y: y, h: hidden, c: cell, workspace: [])
    }
    let size = plan.forward.layout(DNNL_ARG_WORKSPACE).byteCount
    let workspace = Tensor.uninitialized([size], .uint8, on: device)
    plan.forward.run(
      memories[0].address, memories[1].address, memories[2].address, weightInput.address,
      weightHidden.address, memories[3].address, outputs[0].address, outputs[1].address,
      outputs[2].address, workspace.storage.plainMemory.address)
    return LSTMResult(y: y, h: hidden, c: cell, workspace: [workspace])
  }

  func lstmBackward(
    _ inputs: LSTMInputs, _ result: LSTMResult, dy: Tensor?, dh: Tensor?, dc: Tensor?
  ) -> LSTMGradients {
    let plan = plan(inputs, training: true)
    guard let backward = plan.backward else { stop("lstm: no backward pass was planned") }
    let weightInput = lstmWeights(
      inputs.weightInput, plan.inputDims, backward.layout(DNNL_ARG_WEIGHTS_LAYER))
    let weightHidden = lstmWeights(
      inputs.weightHidden, plan.hiddenDims, backward.layout(DNNL_ARG_WEIGHTS_ITER))
    let zeros = { (shape: Shape) in self.full(0, shape: shape, dtype: .float32) }
    let dx = Tensor.uninitialized(inputs.x.shape, .float32, on: device)
    let dh0 = Tensor.uninitialized(inputs.h0.shape, .float32, on: device)
    let dc0 = Tensor.uninitialized(inputs.c0.shape, .float32, on: device)
    let dbias = zeros(inputs.bias.shape)
    let inputLayout = backward.layout(DNNL_ARG_DIFF_WEIGHTS_LAYER)
    let hiddenLayout = backward.layout(DNNL_ARG_DIFF_WEIGHTS_ITER)
    // oneDNN adds to what is there.
    let dwInput = zeroed(inputLayout.byteCount)
    let dwHidden = zeroed(hiddenLayout.byteCount)
    let known = [inputs.x, inputs.h0, inputs.c0, inputs.bias, result.y, result.h, result.c]
      .map(\.storage.plainMemory)
    let workspace = result.workspace[0].storage.plainMemory
    let gradients = [
      dy ?? zeros(result.y.shape), dh ?? zeros(result.h.shape), dc ?? zeros(result.c.shape),
    ].map(\.storage.plainMemory)
    let made = [dx, dh0, dc0, dbias].map(\.storage.plainMemory)
    backward.run(
      known[0].address, known[1].address, known[2].address, weightInput.address,
      weightHidden.address, known[3].address, known[4].address, known[5].address,
      known[6].address, workspace.address, made[0].address, made[1].address, made[2].address,
      dwInput.address, dwHidden.address, made[3].address, gradients[0].address,
      gradients[1].address, gradients[2].address)
    return LSTMGradients(
      x: dx, h0: dh0, c0: dc0,
      weightInput: lstmGradient(dwInput, inputLayout, plan.inputDims, inputs.weightInput.shape),
      weightHidden: lstmGradient(
        dwHidden, hiddenLayout, plan.hiddenDims, inputs.weightHidden.shape), bias: dbias)
  }

  private func zeroed(_ byteCount: Int) -> Memory {
    let memory = allocate(byteCount: byteCount)
    Parallel.aligned(byteCount / 4) { range in
      (memory.floats + range.lowerBound).update(repeating: 0, count: range.count)
    }
    return memory
  }

  /// PyTorch's `[4H, I]` is oneDNN's layers, directions, gates, outputs, inputs.
  private func lstmWeights(_ weight: Tensor, _ dims: [Int], _ layout: MemoryDescriptor) -> Memory {
    let plain = MemoryDescriptor(dims, dnnl_ldgoi)
    if plain == layout { return weight.storage.plainMemory }
    return derived(weight, layout) { reorder($0, plain, to: layout) }
  }

  private func lstmGradient(
    _ memory: Memory, _ layout: MemoryDescriptor, _ dims: [Int], _ shape: Shape
  ) -> Tensor {
    let plain = MemoryDescriptor(dims, dnnl_ldgoi)
    let memory = plain == layout ? memory : reorder(memory, layout, to: plain)
    return Tensor(
      storage: Storage(
        device: device, dtype: .float32, elementCount: shape.elementCount, memory: memory),
      shape: shape)
  }
}
