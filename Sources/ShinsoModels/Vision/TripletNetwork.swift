import ShinsoNN
import ShinsoTensor

/// Learns to place digits so that those of one class are near each other: Hoffer & Ailon, "Deep metric
/// learning using Triplet network", 2015. One net, three times with the same weights, places a sample, a
/// like one and another one; the softmax of the two distances is to be (0, 1).
///
/// The net is the paper's for MNIST: filters of 5, 3 and 3 pixels, 32, 64 and 128 maps, a ReLU between
/// two layers, pooling by 2. Input `[N, 1, 28, 28]`, output `[N, 128]`; 93,184 numbers to learn.
public final class TripletNetwork: Module, Layer {
  private let conv1 = Conv2d(1, 32, kernelSize: 5, activation: .relu)
  private let conv2 = Conv2d(32, 64, kernelSize: 3, activation: .relu)
  private let conv3 = Conv2d(64, 128, kernelSize: 3)

  public func forward(_ x: Tensor) -> Tensor {
    var h = maxPool2d(conv1(x), kernelSize: 2)  // [N, 32, 12, 12]
    h = maxPool2d(conv2(h), kernelSize: 2)  // [N, 64, 5, 5]
    h = maxPool2d(conv3(h), kernelSize: 2)  // [N, 128, 1, 1]
    return h.flattened(from: 1)
  }

  /// The mean squared error of the softmax of the distances, and the part of the triplets in which the
  /// like sample is the nearer one.
  ///
  /// - Parameter triplets: `[3N, 1, 28, 28]`, N samples, N like ones, N others.
  public func loss(_ triplets: Tensor) -> (loss: Tensor, accuracy: Double) {
    let count = triplets.shape[0] / 3
    let places = self(triplets).split(axis: 0, sizes: [count, count, count])
    func distance(_ other: Tensor) -> Tensor {
      // The root has no slope at 0.
      ((places[0] - other).square().sum(axes: 1) + 1e-12).sqrt()
    }
    let (like, unlike) = (distance(places[1]), distance(places[2]))
    // Of (s, 1 - s) against (0, 1), both errors are s.
    let share = sigmoid(like - unlike)
    let right = share.scalars(as: Float.self).count { $0 < 0.5 }
    return (share.square().mean(), Double(right) / Double(count))
  }
}
