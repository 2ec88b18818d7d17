/// One to three equal shapes in one color at one place: what a ``ShapeScene`` consists of.
public struct ShapeGroup: Sendable, Hashable {
  public enum Form: Int, Sendable, CaseIterable { case circle, square, triangle, star, cross }
  public enum Color: Int, Sendable, CaseIterable { case red, green, blue, yellow, purple, orange }
  /// In the order in which captions name them.
  public enum Place: Int, Sendable, CaseIterable { case top, left, center, right, bottom }

  public static let counts = 1...3

  public let form: Form
  public let color: Color
  public let place: Place
  public let count: Int

  public init(form: Form, color: Color, place: Place, count: Int) {
    precondition(Self.counts.contains(count), "ShapeGroup: a count of \(count)")
    self.form = form
    self.color = color
    self.place = place
    self.count = count
  }

  /// Whether training never shows it: 64 of the 450 combinations. Every three values occur together
  /// in the others.
  public var isHeldOut: Bool {
    (3 * form.rawValue + 5 * color.rawValue + 2 * place.rawValue + count).isMultiple(of: 7)
  }

  /// Every combination.
  public static let all: [ShapeGroup] = Form.allCases.flatMap { form in
    Color.allCases.flatMap { color in
      Place.allCases.flatMap { place in
        counts.map { ShapeGroup(form: form, color: color, place: place, count: $0) }
      }
    }
  }

  static let shown = all.filter { !$0.isHeldOut }
  static let heldOut = all.filter(\.isHeldOut)
}
