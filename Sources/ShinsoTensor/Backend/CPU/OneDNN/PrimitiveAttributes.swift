import COneDNN

/// Attributes of a primitive: the caller's scratchpad, and what it does with its sums.
final class PrimitiveAttributes {
  let handle: dnnl_primitive_attr_t

  /// A residual comes in the layout of `result`.
  init(_ epilogue: EpilogueForm = EpilogueForm(), result: MemoryDescriptor? = nil) {
    var attributes: dnnl_primitive_attr_t?
    OneDNN.check(dnnl_primitive_attr_create(&attributes), "attributes")
    handle = attributes!
    dnnl_primitive_attr_set_scratchpad_mode(handle, dnnl_scratchpad_mode_user)
    if !epilogue.hasResidual && epilogue.activation == .none { return }
    var operations: dnnl_post_ops_t?
    OneDNN.check(dnnl_post_ops_create(&operations), "post-ops")
    defer { dnnl_post_ops_destroy(operations) }
    if epilogue.hasResidual, let result {
      OneDNN.check(
        dnnl_post_ops_append_binary(operations, dnnl_binary_add, result.handle), "residual")
    }
    if let (kind, alpha, beta) = epilogue.activation.operation {
      OneDNN.check(dnnl_post_ops_append_eltwise(operations, kind, alpha, beta), "activation")
    }
    OneDNN.check(dnnl_primitive_attr_set_post_ops(handle, operations), "post-ops")
  }

  deinit { dnnl_primitive_attr_destroy(handle) }
}

extension FusedActivation {
  /// oneDNN's name for it, with two parameters.
  fileprivate var operation: (dnnl_alg_kind_t, Float, Float)? {
    switch self {
    case .none: nil
    case .relu: (dnnl_eltwise_relu, 0, 0)
    case .relu6: (dnnl_eltwise_clip, lower, upper)
    case .sigmoid: (dnnl_eltwise_logistic, 0, 0)
    case .tanh: (dnnl_eltwise_tanh, 0, 0)
    case .gelu: (dnnl_eltwise_gelu_erf, 0, 0)
    case .silu: (dnnl_eltwise_swish, 1, 0)
    case .hardSigmoid: (dnnl_eltwise_hardsigmoid, 1 / 6, 0.5)
    case .hardSwish: (dnnl_eltwise_hardswish, 1 / 6, 0.5)
    case .leakyRelu(let slope): (dnnl_eltwise_relu, Float(slope), 0)
    case .elu(let alpha): (dnnl_eltwise_elu, Float(alpha), 0)
    }
  }
}
