import COneDNN

/// Attributes of a primitive: the caller's scratchpad and a fused activation.
final class PrimitiveAttributes {
  let handle: dnnl_primitive_attr_t

  init(_ activation: FusedActivation = .none) {
    var attributes: dnnl_primitive_attr_t?
    OneDNN.check(dnnl_primitive_attr_create(&attributes), "attributes")
    handle = attributes!
    dnnl_primitive_attr_set_scratchpad_mode(handle, dnnl_scratchpad_mode_user)
    if activation != .none {
      var operations: dnnl_post_ops_t?
      OneDNN.check(dnnl_post_ops_create(&operations), "post-ops")
      if activation == .relu {
        dnnl_post_ops_append_eltwise(operations, dnnl_eltwise_relu, 0, 0)
      } else {
        dnnl_post_ops_append_eltwise(
          operations, dnnl_eltwise_clip, activation.lower, activation.upper)
      }
      dnnl_primitive_attr_set_post_ops(handle, operations)
      dnnl_post_ops_destroy(operations)
    }
  }

  deinit { dnnl_primitive_attr_destroy(handle) }
}
