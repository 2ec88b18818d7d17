import Foundation
import ShinsoTensor

/// Adds to every pixel the same random mixture of the directions in which colors vary: Krizhevsky
/// et al., "ImageNet classification with deep convolutional neural networks", NIPS 2012, section
/// 4.1.
public struct ColorPCA: ImageTransform {
  /// The directions, each with a red, green and blue component: the eigenvectors of the color
  /// covariance.
  public let directions: [[Double]]
  /// How much colors vary along each direction, for values in 0...1: the eigenvalues.
  public let variations: [Double]
  /// The standard deviation of the random factors; 0.1 in the paper.
  public let standardDeviation: Double

  /// The directions of ImageNet's training images, as used in training scripts for Torch and
  /// others.
  public init(standardDeviation: Double = 0.1) {
    self.init(
      directions: [
        [-0.5675, -0.5808, -0.5836], [0.7192, -0.0045, -0.6948], [0.4009, -0.8140, 0.4203],
      ], variations: [0.2175, 0.0188, 0.0045], standardDeviation: standardDeviation)
  }

  /// The directions of your own images, over all their pixels.
  public init(_ colors: ColorStatistics, standardDeviation: Double = 0.1) {
    let (values, vectors) = colors.covariance.eigen()
    self.init(directions: vectors, variations: values, standardDeviation: standardDeviation)
  }

  public init(directions: [[Double]], variations: [Double], standardDeviation: Double = 0.1) {
    precondition(
      directions.count == variations.count && directions.allSatisfy { $0.count == 3 },
      "ColorPCA: needs as many directions (of three components each) as variations")
    self.directions = directions
    self.variations = variations
    self.standardDeviation = standardDeviation
  }

  public func apply(
    to image: inout PendingImage, using generator: inout some RandomNumberGenerator
  ) throws {
    var shift = [0.0, 0.0, 0.0]
    for (direction, variation) in zip(directions, variations) {
      let factor = generator.normal(standardDeviation: standardDeviation) * variation * 255
      for channel in 0..<3 { shift[channel] += factor * direction[channel] }
    }
    try image.change { image in
      // A gray image gets the mean of the three.
      if image.format == .gray { shift = [shift.reduce(0, +) / 3] }
      image.mapEach(shift.map { shift in { $0 + shift } })
    }
  }
}

/// The covariance of the colors in a set of images.
///
/// ```swift
/// let augmentation = ColorPCA(try ColorStatistics(of: trainingImages))
/// ```
public struct ColorStatistics: Sendable, Hashable {
  /// The number of pixels so far.
  public private(set) var count = 0
  // Integer sums do not depend on the order of the images.
  private var sums = [Int](repeating: 0, count: 3)
  private var products = [Int](repeating: 0, count: 9)

  public init() {}

  /// Reads all images of a folder, one after another.
  ///
  /// - Throws: `InputError` naming an image that cannot be read.
  public init(of folder: ImageFolder) throws {
    for item in folder.items { add(try Image(contentsOf: item.url)) }
  }

  /// Adds the pixels of an image; a gray pixel counts as three equal values.
  public mutating func add(_ image: Image) {
    let pixels = image.converted(to: .rgb).pixels
    count += pixels.count / 3
    for row in 0..<3 {
      for column in row..<3 {
        var product = 0
        for start in stride(from: 0, to: pixels.count, by: 3) {
          product += Int(pixels[start + row]) * Int(pixels[start + column])
        }
        products[3 * row + column] += product
        if row != column { products[3 * column + row] += product }
      }
      for start in stride(from: row, to: pixels.count, by: 3) { sums[row] += Int(pixels[start]) }
    }
  }

  /// The mean red, green and blue, for values in 0...1; zeros if there are no pixels.
  var mean: [Double] { sums.map { Double($0) / Double(max(count, 1)) / 255 } }

  /// The covariance of red, green and blue, for values in 0...1; zeros if there are no pixels.
  var covariance: SymmetricMatrix3 {
    let count = Double(max(count, 1))
    let means = sums.map { Double($0) / count }
    return SymmetricMatrix3 { row, column in
      (Double(products[3 * row + column]) / count - means[row] * means[column]) / (255 * 255)
    }
  }
}

/// A symmetric 3 × 3 matrix.
struct SymmetricMatrix3 {
  private var values: [[Double]]

  init(_ value: (_ row: Int, _ column: Int) -> Double) {
    values = (0..<3).map { row in (0..<3).map { value(row, $0) } }
  }

  /// Eigenvalues in descending order, and their eigenvectors, which have length 1 and a positive
  /// largest component. Jacobi's method: each rotation makes one off-diagonal element zero, and a
  /// few rounds make all of them zero.
  func eigen() -> (values: [Double], vectors: [[Double]]) {
    var a = values
    var vectors = (0..<3).map { row in (0..<3).map { row == $0 ? 1.0 : 0.0 } }
    for _ in 0..<16 {
      for (p, q) in [(0, 1), (0, 2), (1, 2)] where a[p][q] != 0 {
        let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
        let tangent = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
        let cosine = 1 / (tangent * tangent + 1).squareRoot()
        let sine = tangent * cosine
        for k in 0..<3 { (a[k][p], a[k][q]) = Self.turned(a[k][p], a[k][q], cosine, sine) }
        for k in 0..<3 { (a[p][k], a[q][k]) = Self.turned(a[p][k], a[q][k], cosine, sine) }
        for k in 0..<3 {
          (vectors[p][k], vectors[q][k]) = Self.turned(vectors[p][k], vectors[q][k], cosine, sine)
        }
      }
    }
    let order = (0..<3).sorted { a[$0][$0] > a[$1][$1] }
    return (
      order.map { a[$0][$0] },
      order.map { index in
        let largest = vectors[index].max { abs($0) < abs($1) } ?? 1
        return largest < 0 ? vectors[index].map { -$0 } : vectors[index]
      }
    )
  }

  private static func turned(
    _ x: Double, _ y: Double, _ cosine: Double, _ sine: Double
  ) -> (Double, Double) {
    (cosine * x - sine * y, sine * x + cosine * y)
  }
}

extension RandomNumberGenerator {
  /// A sample from the normal distribution with mean 0 (Box–Muller method).
  fileprivate mutating func normal(standardDeviation: Double) -> Double {
    let radius = (-2 * log(1 - unit())).squareRoot()
    return standardDeviation * radius * cos(2 * .pi * unit())
  }
}
