import Foundation
import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// The objects found in one picture, best first.
public struct DetectedObjects: Sendable {
  public struct Object: Sendable {
    public let name: String
    public let score: Float
    /// In pixels; the right and lower sides lie behind the last pixel.
    public let box: Box
    /// The class's number.
    let label: Int
  }

  let file: URL
  public let sample: String
  /// The picture's size in pixels.
  public let width: Int
  public let height: Int
  public let objects: [Object]
  /// The score that objects have to exceed.
  public let threshold: Float
  /// The best of what does not.
  private let next: Object?

  /// - Parameter detections: best first.
  init(
    _ file: URL, _ image: Image, _ detections: [Detection], threshold: Float, classNames: [String]
  ) {
    self.file = file
    sample = file.relativePath
    (width, height) = (image.width, image.height)
    let all = detections.map {
      Object(name: classNames[$0.label], score: $0.score, box: $0.box, label: $0.label)
    }
    objects = all.filter { $0.score > threshold }
    next = all.first { $0.score <= threshold }
    self.threshold = threshold
  }

  /// The picture with its objects, for a sheet.
  ///
  /// - Parameter image: nil: it is read again.
  func entry(_ image: Image? = nil) throws -> BoxSheet.Entry {
    BoxSheet.Entry(
      image: try image ?? Image(contentsOf: file),
      marks: objects.map {
        BoxSheet.Mark(
          box: $0.box, label: $0.name + String(format: " %.2f", $0.score), color: $0.label)
      })
  }

  /// One line for each object, `  1   0.83  animals  (12, 30) to (120, 99)`, or one that says that
  /// there is none.
  public var lines: [String] {
    if objects.isEmpty {
      let best = next.map {
        String(format: "; the best is \($0.name) at %.2f (--threshold)", $0.score)
      }
      return [String(format: "  nothing above %.2f", threshold) + (best ?? "")]
    }
    return objects.enumerated().map { rank, object in
      let (box, score) = (object.box, object.score)
      return String(format: "%3d %6.2f  ", rank + 1, score) + object.name
        + String(
          format: "  (%.0f, %.0f) to (%.0f, %.0f)", box.left, box.top, box.right, box.bottom)
    }
  }
}

extension DetectedObjects: Encodable {
  private enum CodingKeys: String, CodingKey { case sample, width, height, threshold, objects }
}

extension DetectedObjects.Object: Encodable {
  private enum CodingKeys: String, CodingKey {
    case name = "class"
    case score, left, top, right, bottom
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(name, forKey: .name)
    try values.encode(score, forKey: .score)
    try values.encode(box.left, forKey: .left)
    try values.encode(box.top, forKey: .top)
    try values.encode(box.right, forKey: .right)
    try values.encode(box.bottom, forKey: .bottom)
  }
}
