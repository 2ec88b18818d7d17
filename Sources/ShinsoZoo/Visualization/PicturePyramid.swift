import ShinsoData
import ShinsoNN
import ShinsoTensor

/// A picture as the sum of planes, each of half the resolution of the one before, in color directions
/// that vary independently in photographs. A step along the gradient by these is blurred, more and less,
/// and favors the colors of photographs: Olah, Mordvintsev & Schubert, "Feature visualization", Distill
/// 2017, section "Preconditioning".
final class PicturePyramid: Module, Layer {
  private let levels: [Parameter]
  private let size: Size2d
  /// `[C, C, 1, 1]`: the directions, in the network's order of channels.
  private let colors: Tensor
  /// From 0 to 1 to what the network takes, `[1, C, 1, 1]` each.
  private let (factor, offset): (Tensor, Tensor)

  /// The side of the coarsest plane is at least this.
  private static let coarsest = 4

  init(size: Size2d, _ normalization: ImageNormalization, seed: UInt64) {
    self.size = size
    let channels = normalization.mean.count
    var sizes = [size]
    while let last = sizes.last, min(last.height, last.width) >= 2 * Self.coarsest {
      sizes.append(Size2d(last.height / 2, last.width / 2))
    }
    levels = sizes.enumerated().map { number, size in
      let noise = Initializer.normal(standardDeviation: 0.03).make(
        [1, channels, size.height, size.width], 1, 1, RandomKey(seed: seed, counter: UInt64(number))
      )
      let parameter = Parameter(noise)
      // What is fine counts less than what is coarse, as in photographs.
      parameter.rateFactor = min(1, 0.25 * Double(1 << number))
      return parameter
    }
    colors = Self.colors(normalization)
    let scale = Float(255 * normalization.scale)
    factor = Tensor(
      normalization.standardDeviation.map { scale / $0 }, shape: [1, channels, 1, 1])
    offset = Tensor(
      zip(normalization.mean, normalization.standardDeviation).map { -$0 / $1 },
      shape: [1, channels, 1, 1])
    super.init()
  }

  /// What a network takes, from `[1, C, H, W]` of ``plain()``.
  func forward(_ plain: Tensor) -> Tensor { plain * factor + offset }

  /// The picture, from 0 to 1, `[1, C, H, W]`.
  func plain() -> Tensor { sigmoid(conv2d(sum, colors)) }

  private var sum: Tensor {
    levels.dropFirst().reduce(levels[0].tensor) { $0 + resize2d($1.tensor, to: size) }
  }

  /// Shrinks the picture's deviation from gray to a root mean square, if it is greater.
  func limit(to most: Double) {
    withoutGradients {
      let size = sum.square().mean().item().squareRoot()
      guard size > most else { return }
      for level in levels { level.assign(level.detached * (most / size)) }
    }
  }

  private static func colors(_ normalization: ImageNormalization) -> Tensor {
    guard normalization.format == .rgb else { return Tensor([4 as Float], shape: [1, 1, 1, 1]) }
    let natural = ColorPCA()
    let rows = (0..<3).map { channel in
      zip(natural.directions, natural.variations).map { direction, variation in
        Float(10 * variation.squareRoot() * direction[channel])
      }
    }
    let order = normalization.channelOrder == .rgb ? rows : rows.reversed()
    return Tensor(order.flatMap { $0 }, shape: [3, 3, 1, 1])
  }
}
