import ShinsoTensor

/// LeCun's squashing function: 1.7159 · tanh(2x / 3), which takes ±1 to ±1 and bends most there.
/// LeCun et al., Proc. IEEE 86 (1998), appendix A.
func scaledTanh(_ x: Tensor) -> Tensor { tanh(x * (2.0 / 3)) * 1.7159 }
