import ShinsoNN
import ShinsoTensor

extension Module {
  /// Puts the weights back into plain order. A layer packs them as suits the first batch that it meets, and
  /// sums over them are rounded accordingly. Where batches differ in size, a run that is resumed meets another
  /// one first, and without this would not end alike, bit by bit.
  package func usePlainWeights() {
    for parameter in parameters { _ = parameter.value.tensor.storage.plainMemory }
  }
}
