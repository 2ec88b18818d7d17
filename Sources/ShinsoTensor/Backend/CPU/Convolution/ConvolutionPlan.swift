import COneDNN

/// A convolution by oneDNN with the layouts that it was made for; nil is plain.
struct ConvolutionPlan: Sendable {
  let primitive: Primitive
  let input: CPULayout?
  let output: CPULayout?
  /// Weights as oneDNN sees them: `[O, I, kH, kW]` or `[G, O / G, I / G, kH, kW]`.
  let weightDims: [Int]
  let weight: MemoryDescriptor
  /// What the primitive does itself.
  let epilogue: EpilogueForm

  private struct Candidate {
    let descriptor: dnnl_primitive_desc_t
    let input: CPULayout?
    let output: CPULayout?
    let epilogue: EpilogueForm
  }

  /// The first combination of layouts for which oneDNN has a real kernel.
  init(_ key: ConvolutionKey) {
    let inputChannels = key.input[1]
    let outputChannels = key.output[1]
    let blockedOutput = CPULayout.isBlocked(channels: outputChannels)
    var candidates: [(CPULayout?, CPULayout?)] = []
    if blockedOutput && CPULayout.isBlocked(channels: inputChannels) {
      candidates.append((.preferred(key.input), .preferred(key.output)))
    } else if blockedOutput && inputChannels <= 4 {
      // A picture's three channels into blocks.
      candidates.append((.channelsLast(key.input), .preferred(key.output)))
      candidates.append((nil, .preferred(key.output)))
    }
    candidates.append((.channelsLast(key.input), .channelsLast(key.output)))
    candidates.append((nil, nil))

    let groups = key.geometry.groups
    let weightDims =
      groups == 1
      ? key.weight.dims : [groups, key.weight[0] / groups] + key.weight.dims.dropFirst()
    var found: Candidate?
    search: for (input, output) in candidates {
      for epilogue in key.epilogue.choices {
        guard let descriptor = Self.describe(key, input, output, weightDims, epilogue) else {
          continue
        }
        let candidate = Candidate(
          descriptor: descriptor, input: input, output: output, epilogue: epilogue)
        let isReference = OneDNN.isReference(Primitive.implementation(of: descriptor))
        // Its slow loops only if nothing better turns up, and then by themselves.
        if isReference && (found != nil || epilogue != key.epilogue.choices.last) {
          dnnl_primitive_desc_destroy(descriptor)
          continue
        }
        if let found { dnnl_primitive_desc_destroy(found.descriptor) }
        found = candidate
        if !isReference { break search }
      }
    }
    guard let found else {
      stop("conv2d: oneDNN cannot convolve \(key.input) with \(key.weight)")
    }
    let name = Primitive.implementation(of: found.descriptor)
    if OneDNN.isReference(name) {
      SlowPaths.note("conv2d \(key.pass) \(key.input)*\(key.weight): \(name)")
    }
    input = found.input
    output = found.output
    epilogue = found.epilogue
    self.weightDims = weightDims
    switch key.pass {
    case .forward:
      primitive = Primitive(
        consuming: found.descriptor,
        [DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST] + epilogue.argumentKinds)
      weight = primitive.layout(DNNL_ARG_WEIGHTS)
    case .backwardInput:
      primitive = Primitive(
        consuming: found.descriptor, [DNNL_ARG_DIFF_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DIFF_DST])
      weight = primitive.layout(DNNL_ARG_WEIGHTS)
    case .backwardWeight:
      primitive = Primitive(
        consuming: found.descriptor, [DNNL_ARG_SRC, DNNL_ARG_DIFF_WEIGHTS, DNNL_ARG_DIFF_DST])
      weight = primitive.layout(DNNL_ARG_DIFF_WEIGHTS)
    }
  }

  private static func describe(
    _ key: ConvolutionKey, _ input: CPULayout?, _ output: CPULayout?, _ weightDims: [Int],
    _ epilogue: EpilogueForm
  ) -> dnnl_primitive_desc_t? {
    let source = input?.descriptor ?? .plain(key.input.dims)
    let target = output?.descriptor ?? .plain(key.output.dims)
    let weights = MemoryDescriptor.any(weightDims)
    let bias = epilogue.hasBias ? MemoryDescriptor.plain([key.output[1]]) : nil
    let attributes = PrimitiveAttributes(epilogue, result: target)
    // oneDNN only sees the handles of these.
    defer { withExtendedLifetime((source, target, weights, bias, attributes)) {} }
    let geometry = key.geometry
    let strides = [geometry.stride.height, geometry.stride.width].map { dnnl_dim_t($0) }
    let dilations = [geometry.dilation.height - 1, geometry.dilation.width - 1].map {
      dnnl_dim_t($0)
    }
    let before = [geometry.padding.top, geometry.padding.left].map { dnnl_dim_t($0) }
    // What the stride never reaches counts as less padding behind.
    let reach = { (size: Int, out: Int, kernel: Int, dilation: Int, stride: Int, pad: Int) in
      dnnl_dim_t((out - 1) * stride + (kernel - 1) * dilation + 1 - size - pad)
    }
    let after = [
      reach(
        key.input[2], key.output[2], geometry.kernel.height, geometry.dilation.height,
        geometry.stride.height, geometry.padding.top),
      reach(
        key.input[3], key.output[3], geometry.kernel.width, geometry.dilation.width,
        geometry.stride.width, geometry.padding.left),
    ]
    var forward: dnnl_primitive_desc_t?
    let kind = key.pass == .forward ? dnnl_forward_inference : dnnl_forward_training
    let status = dnnl_convolution_forward_primitive_desc_create(
      &forward, OneDNN.engine, kind, dnnl_convolution_direct, source.handle, weights.handle,
      bias?.handle, target.handle, strides, dilations, before, after, attributes.handle)
    guard status == dnnl_success, let forward else { return nil }
    if key.pass == .forward { return forward }
    defer { dnnl_primitive_desc_destroy(forward) }
    var result: dnnl_primitive_desc_t?
    let backward =
      key.pass == .backwardInput
      ? dnnl_convolution_backward_data_primitive_desc_create(
        &result, OneDNN.engine, dnnl_convolution_direct, source.handle, weights.handle,
        target.handle, strides, dilations, before, after, forward, attributes.handle)
      : dnnl_convolution_backward_weights_primitive_desc_create(
        &result, OneDNN.engine, dnnl_convolution_direct, source.handle, weights.handle, nil,
        target.handle, strides, dilations, before, after, forward, attributes.handle)
    return backward == dnnl_success ? result : nil
  }
}
