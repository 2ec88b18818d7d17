import CKernels
import COneDNN

extension CPUBackend {
  private static let plans = PlanCache<ConvolutionKey, ConvolutionPlan>()

  func conv2d(
    _ x: Tensor, weight: Tensor, _ geometry: Conv2dGeometry, _ epilogue: Epilogue
  ) -> Tensor {
    let size = geometry.output(height: x.shape[2], width: x.shape[3])
    let shape: Shape = [x.shape[0], weight.shape[0], size.height, size.width]
    if x.elementCount == 0 || shape.elementCount == 0 {
      return full(0, shape: shape, dtype: .float32)
    }
    if let winograd = Winograd(
      .forward, input: x.shape, weight: weight.shape, output: shape, geometry)
    {
      return winograd.run(self, x, weight: weight, epilogue)
    }
    if let gray = GrayConvolution(input: x.shape, weight: weight.shape, output: shape, geometry) {
      return gray.run(self, x, weight: weight, epilogue)
    }
    let key = ConvolutionKey(
      pass: .forward, input: x.shape, weight: weight.shape, output: shape, geometry: geometry,
      epilogue: EpilogueForm(epilogue))
    let plan = Self.plans.plan(key) { ConvolutionPlan(key) }
    let source = memory(x, in: plan.input)
    let weights = packed(weight, dims: plan.weightDims, as: plan.weight)
    let y = uninitialized(shape, plan.output)
    let target = y.storage.representation.memory
    run(
      plan.primitive, [source, weights, target], epilogue, fused: plan.epilogue, into: y,
      plan.output)
    return y
  }

  func conv2dBackwardInput(
    _ dy: Tensor, weight: Tensor, inputShape: Shape, _ geometry: Conv2dGeometry
  ) -> Tensor {
    if let winograd = Winograd(
      .backwardInput, input: inputShape, weight: weight.shape, output: dy.shape, geometry)
    {
      return winograd.run(self, dy, weight: weight)
    }
    let key = ConvolutionKey(
      pass: .backwardInput, input: inputShape, weight: weight.shape, output: dy.shape,
      geometry: geometry)
    let plan = Self.plans.plan(key) { ConvolutionPlan(key) }
    let gradient = memory(dy, in: plan.output)
    let weights = packed(weight, dims: plan.weightDims, as: plan.weight)
    let dx = uninitialized(inputShape, plan.input)
    plan.primitive.run(
      dx.storage.representation.memory.address, weights.address, gradient.address)
    return dx
  }

  func conv2dBackwardWeight(
    _ dy: Tensor, x: Tensor, weight: Tensor, _ geometry: Conv2dGeometry
  ) -> Tensor {
    if let winograd = Winograd(
      .backwardWeight, input: x.shape, weight: weight.shape, output: dy.shape, geometry)
    {
      return winograd.weightGradient(self, dy, x: x, weight: weight.shape)
    }
    if let gray = GrayConvolution(
      input: x.shape, weight: weight.shape, output: dy.shape, geometry)
    {
      return gray.gradients(self, dy, x: x, weight: weight.shape).weight
    }
    let key = ConvolutionKey(
      pass: .backwardWeight, input: x.shape, weight: weight.shape, output: dy.shape,
      geometry: geometry)
    let plan = Self.plans.plan(key) { ConvolutionPlan(key) }
    let source = memory(x, in: plan.input)
    let gradient = memory(dy, in: plan.output)
    let result = allocate(byteCount: plan.weight.byteCount)
    plan.primitive.run(source.address, result.address, gradient.address)
    let plain = MemoryDescriptor.plain(plan.weightDims)
    let dw = plain == plan.weight ? result : reorder(result, plan.weight, to: plain)
    return Tensor(
      storage: Storage(
        device: device, dtype: .float32, elementCount: weight.elementCount, memory: dw),
      shape: weight.shape)
  }

  func conv2dBackward(
    _ dy: Tensor, x: Tensor?, inputShape: Shape, weight: Tensor, _ geometry: Conv2dGeometry,
    wantsInput: Bool, wantsBias: Bool
  ) -> Conv2dGradients {
    if let x, wantsInput,
      let winograd = Winograd(
        .backwardWeight, input: inputShape, weight: weight.shape, output: dy.shape, geometry),
      let both = winograd.bothGradients(self, dy, x: x, weight: weight)
    {
      return Conv2dGradients(
        input: both.input, weight: both.weight, bias: wantsBias ? channelSum(dy) : nil)
    }
    if let x, wantsBias,
      let gray = GrayConvolution(
        input: inputShape, weight: weight.shape, output: dy.shape, geometry)
    {
      let (slope, bias) = gray.gradients(self, dy, x: x, weight: weight.shape)
      return Conv2dGradients(
        input: wantsInput
          ? conv2dBackwardInput(dy, weight: weight, inputShape: inputShape, geometry) : nil,
        weight: slope, bias: bias)
    }
    return conv2dGradients(
      dy, x: x, inputShape: inputShape, weight: weight, geometry, wantsInput: wantsInput,
      wantsBias: wantsBias)
  }
}
