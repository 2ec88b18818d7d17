import ShinsoNN

extension Module {
  /// Biases learn at twice the rate and do not decay: the habit of cuda-convnet, which Caffe's model
  /// files keep.
  func learnBiasesAsCaffe() {
    for (name, parameter) in parameters where name.hasSuffix("bias") {
      parameter.rateFactor = 2
      parameter.decayFactor = 0
    }
  }
}
