import ShinsoNN
import ShinsoTensor

/// Minus the squared distance of the input from each class's code, a 7 × 12 bitmap of -1 and 1 that
/// is not learned: LeCun et al., Proc. IEEE 86 (1998), section II.B, "Euclidean radial basis function
/// units". `[N, 84]` to `[N, classes]`.
///
/// The first ten codes are pictures of the digits. They are drawn here, since the paper prints its
/// own as a figure only. Any further class has a code of pseudo-random bits.
final class BitmapOutput: Module, Layer {
  static let inputs = 84

  /// `[classes, 84]`.
  private let codes: Tensor

  init(classes: Int) {
    let bits = (0..<classes).flatMap(Self.code)
    codes = Tensor(bits, shape: [classes, Self.inputs])
    super.init()
  }

  func forward(_ x: Tensor) -> Tensor {
    // -|x - c|² = 2 x · c - |x|² - |c|², and |c|² is the number of bits.
    let lengths = x.square().sum(axes: 1, keepingAxes: true) + Double(Self.inputs)
    return linear(x, codes * 2) - lengths
  }

  static func code(_ index: Int) -> [Float] {
    if index < DigitBitmaps.rows.count {
      return DigitBitmaps.rows[index].joined().map { $0 == "#" ? 1 : -1 }
    }
    var generator = SplitMix64(UInt64(index))
    return (0..<inputs).map { _ in generator.next() >> 63 == 0 ? -1 : 1 }
  }
}
