import COneDNN

/// The part of an epilogue that a primitive depends on.
struct EpilogueForm: Hashable {
  var hasBias = false
  var hasResidual = false
  var activation = FusedActivation.none

  /// What a primitive may do itself: all of it, or, where it cannot, the bias alone.
  var choices: [EpilogueForm] {
    let bias = EpilogueForm(hasBias: hasBias)
    return self == bias ? [self] : [self, bias]
  }

  /// The arguments beside those of every primitive; the residual is the first operation behind it.
  var argumentKinds: [Int32] {
    (hasBias ? [DNNL_ARG_BIAS] : [])
      + (hasResidual ? [DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | DNNL_ARG_SRC_1] : [])
  }
}

extension EpilogueForm {
  init(_ epilogue: Epilogue) {
    self.init(
      hasBias: epilogue.bias != nil, hasResidual: epilogue.residual != nil,
      activation: epilogue.activation)
  }
}
