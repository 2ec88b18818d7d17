import Foundation
import ShinsoFormats
import ShinsoTensor

/// Makes pictures for detection: two to six drawings on a textured background, the longest side of the
/// largest three times that of the smallest possible, any two overlapping by at most 30 % of the
/// smaller one's box.
///
/// A scene depends only on the drawings, the seed and its number.
public struct SceneMaker: Sendable {
  public static let width = 400
  public static let height = 300
  public static let objectCounts = 2...6
  /// Pixels of the longer side.
  public static let sizes = 56.0...168.0
  /// Of the smaller box.
  public static let greatestOverlap: Float = 0.3

  /// Drawings that leave most of their rectangle empty, or are far longer than wide, are left out.
  private static let leastCovered = 0.2
  private static let greatestRatio = 3.0

  private let names: [String]
  /// The files of each class.
  private let drawings: [[URL]]
  private let seed: UInt64

  /// - Parameter drawings: label i has the name `classNames[i]`; every class has some.
  public init(_ drawings: ImageFolder, seed: UInt64) {
    names = drawings.classNames
    self.drawings = names.indices.map { label in
      drawings.items.filter { $0.label == label }.map(\.url)
    }
    self.seed = seed
  }

  /// Scene `number`: the picture and what is in it. Classes are equally frequent.
  ///
  /// - Throws: `InputError` for a drawing that cannot be read.
  public func scene(_ number: Int) throws -> (image: Image, objects: [AnnotatedImage.Object]) {
    var generator = SplitMix64(seed, UInt64(number))
    var canvas = Texture.make(width: Self.width, height: Self.height, using: &generator)
    let count = Self.objectCounts.lowerBound + generator.index(below: Self.objectCounts.count)
    var objects: [AnnotatedImage.Object] = []
    // The limits of the sizes leave room for six; the number of attempts ends what would go on and on.
    for _ in 0..<1000 where objects.count < count {
      let label = generator.index(below: names.count)
      let url = drawings[label][generator.index(below: drawings[label].count)]
      guard var drawing = try Self.usable(url) else { continue }
      if generator.unit() < 0.5 { drawing = drawing.mirrored() }
      guard let (box, scaled) = Self.placed(drawing, beside: objects, &generator) else { continue }
      scaled.draw(on: &canvas, x: Int(box.left), y: Int(box.top))
      objects.append(AnnotatedImage.Object(name: names[label], box: box))
    }
    return (canvas, objects)
  }

  private static func usable(_ url: URL) throws -> Drawing? {
    guard let drawing = try Drawing(contentsOf: url).trimmed else { return nil }
    let ratio = Double(drawing.width) / Double(drawing.height)
    return drawing.coveredPart >= leastCovered
      && (1 / greatestRatio...greatestRatio).contains(ratio) ? drawing : nil
  }

  /// A size and a place that the other drawings leave free; nil: none was found.
  private static func placed(
    _ drawing: Drawing, beside objects: [AnnotatedImage.Object],
    _ generator: inout some RandomNumberGenerator
  ) -> (Box, Drawing)? {
    for _ in 0..<30 {
      let side = sizes.lowerBound + (sizes.upperBound - sizes.lowerBound) * generator.unit()
      let scale = side / Double(max(drawing.width, drawing.height))
      let width = max(Int((Double(drawing.width) * scale).rounded()), 1)
      let height = max(Int((Double(drawing.height) * scale).rounded()), 1)
      let x = generator.index(below: Self.width - width + 1)
      let y = generator.index(below: Self.height - height + 1)
      let box = Box(
        left: Float(x), top: Float(y), right: Float(x + width), bottom: Float(y + height))
      let isFree = objects.allSatisfy {
        box.sharedArea($0.box) <= greatestOverlap * min(box.area, $0.box.area)
      }
      if isFree { return (box, drawing.resized(width: width, height: height)) }
    }
    return nil
  }
}
