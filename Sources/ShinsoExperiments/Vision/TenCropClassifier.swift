import ShinsoData
import ShinsoNN
import ShinsoTensor

/// A classifier of photographs as ten crops each (``TenCropDataset``): the average of the ten
/// predictions. `[N, 10, C, H, W]` to the logarithms of probabilities, `[N, classes]`.
final class TenCropClassifier: Module, Layer {
  private let network: any TensorLayer

  init(_ network: any TensorLayer) {
    self.network = network
    super.init()
  }

  func forward(_ x: Tensor) -> Tensor {
    let crops = TenCropDataset.cropCount
    let logits = network(x.reshaped([-1] + x.shape.dims.dropFirst(2)))  // [10 N, classes]
    let each = softmax(logits).reshaped([-1, crops, logits.shape[1]])  // [N, 10, classes]
    return each.mean(axes: 1).log()
  }
}
