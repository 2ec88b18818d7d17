/// A picture of ink and paper, as a ``Hopfield`` net stores it.
public struct BinaryPicture: Sendable, Hashable {
  public let width: Int
  /// `[height, width]`, row-major: +1 is ink, -1 is paper.
  public let pattern: [Int8]

  public var height: Int { pattern.count / width }

  /// - Parameter pattern: rows of `width` values, +1 or -1.
  public init(width: Int, pattern: [Int8]) {
    precondition(
      width > 0 && !pattern.isEmpty && pattern.count % width == 0,
      "\(pattern.count) values are not rows of \(width)")
    self.width = width
    self.pattern = pattern
  }

  /// A picture written as lines of equal length, `#` for ink and any other character for paper.
  init(_ drawing: String) {
    let rows = drawing.split(separator: "\n")
    self.init(width: rows[0].count, pattern: rows.joined().map { $0 == "#" ? 1 : -1 })
  }

  /// A gray picture, cut at its median: the darker half becomes ink. Of two possible cuts at a shade
  /// that many pixels share, the one that comes nearer to half is taken.
  ///
  /// - Parameter gray: rows of `width` shades, 0 being black.
  public init(thresholding gray: [UInt8], width: Int) {
    precondition(!gray.isEmpty, "an empty picture")
    let median = gray.sorted()[gray.count / 2]
    let darker = gray.count { $0 < median }
    let notLighter = gray.count { $0 <= median }
    let takesMedian = abs(2 * notLighter - gray.count) < abs(2 * darker - gray.count)
    self.init(
      width: width,
      pattern: gray.map { $0 < median || takesMedian && $0 == median ? 1 : -1 })
  }

  /// The picture as shades, row-major: ink is 0, paper is 255.
  public var gray: [UInt8] { pattern.map { $0 > 0 ? 0 : 255 } }

  /// The picture as text. Two characters make a pixel, because a letter is about twice as high as
  /// it is wide.
  public var lines: [String] {
    (0..<height).map { row in
      pattern[row * width..<(row + 1) * width].map { $0 > 0 ? "##" : ".." }.joined()
    }
  }

  /// Pictures of one height as text, beside each other.
  public static func lines(of pictures: [BinaryPicture], gap: Int = 4) -> [String] {
    let columns = pictures.map(\.lines)
    let height = columns.first?.count ?? 0
    precondition(columns.allSatisfy { $0.count == height }, "pictures of different heights")
    let space = String(repeating: " ", count: gap)
    return (0..<height).map { row in columns.map { $0[row] }.joined(separator: space) }
  }
}
