/// Finds room for labels beside the points that they name, so that none covers another.
struct LabelPlacement {
  /// On which side of its point a label stands.
  enum Side: CaseIterable {
    case aboveRight, aboveLeft, belowRight, belowLeft

    var isRight: Bool { self == .aboveRight || self == .belowRight }
    var isAbove: Bool { self == .aboveRight || self == .aboveLeft }
  }

  private struct Box {
    let x: ClosedRange<Double>
    let y: ClosedRange<Double>

    func overlaps(_ other: Box) -> Bool { x.overlaps(other.x) && y.overlaps(other.y) }
  }

  private let width: Double
  private let height: Double
  private var taken: [Box] = []

  /// - Parameters:
  ///   - width: of the picture without its margins, in pixels, and `height` likewise.
  init(width: Int, height: Int) {
    self.width = Double(width)
    self.height = Double(height)
  }

  /// Takes room for a label of so many columns of text; nil if there is none.
  ///
  /// - Parameters:
  ///   - x: of the point, in pixels from the left, and `y` from the bottom.
  mutating func place(columns: Int, x: Double, y: Double) -> Side? {
    for side in Side.allCases {
      let box = Self.box(columns, x, y, side)
      guard box.x.lowerBound >= 0, box.x.upperBound <= width, box.y.lowerBound >= 0,
        box.y.upperBound <= height, !taken.contains(where: box.overlaps)
      else { continue }
      taken.append(box)
      return side
    }
    return nil
  }

  /// Letters are up to 9 pixels wide, those of Japanese up to twice that, and a line is 16 high.
  private static func box(_ columns: Int, _ x: Double, _ y: Double, _ side: Side) -> Box {
    let width = 9 * Double(columns)
    let (left, bottom) = (side.isRight ? x + 5 : x - 5 - width, side.isAbove ? y + 1 : y - 17)
    return Box(x: left...(left + width), y: bottom...(bottom + 16))
  }
}
