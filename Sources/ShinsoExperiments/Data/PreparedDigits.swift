import ShinsoData
import ShinsoTensor

/// Digits as a network for other pictures wants them: resized, in its colors, normalized.
struct PreparedDigits: ClassificationDataset {
  private let digits: TensorDataset
  private let preprocessing: ImagePreprocessing

  /// - Parameter digits: `[N, 1, height, width]`, 0 to 1.
  init(_ digits: TensorDataset, preprocessing: ImagePreprocessing) {
    self.digits = digits
    self.preprocessing = preprocessing
  }

  var count: Int { digits.count }
  var classNames: [String] { digits.classNames }
  var sampleShape: Shape { preprocessing.inputShape.removing(axis: 0) }
  var identity: String { "\(digits.identity) \(sampleShape)" }

  func label(_ index: Int) -> Int { digits.label(index) }

  func write(
    _ index: Int, into target: UnsafeMutableBufferPointer<Float>,
    using generator: inout SplitMix64
  ) throws {
    let (height, width) = (digits.sampleShape[1], digits.sampleShape[2])
    var values = [Float](repeating: 0, count: height * width)
    try values.withUnsafeMutableBufferPointer {
      try digits.write(index, into: $0, using: &generator)
    }
    let image = Image(
      width: width, height: height, format: .gray,
      pixels: values.map { UInt8(min(max($0 * 255, 0), 255).rounded()) })
    try preprocessing.write(image, into: target, name: "digit \(index)")
  }
}
