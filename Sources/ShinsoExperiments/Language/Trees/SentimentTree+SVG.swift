import Foundation
import ShinsoTensor
import ShinsoTraining

/// The tree as an SVG picture: the words in a row at the bottom, above them a disk a node with its sign,
/// red for bad and blue for good. A ring in another color shows the label that the node has in the data.
extension SentimentTree {
  private static let radius = 13.0
  private static let step = 40.0
  private static let margin = 24.0
  private static let legendHeight = 42.0

  var svg: String {
    let places = places
    let bottom = Self.margin + Self.legendHeight + Self.step * Double(heights[root])
    let legend = legend
    let width = max((places.last?.end ?? 0) + Self.margin, legend.width)
    let height = bottom + 56
    var parts = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(Self.text(width))" \
      height="\(Self.text(height))" viewBox="0 0 \(Self.text(width)) \(Self.text(height))" \
      font-family="sans-serif" font-size="14" text-anchor="middle">
      """,
      ##"<rect width="100%" height="100%" fill="#ffffff"/>"##,
    ]
    parts += legend.parts
    let centers = centers(places.map { ($0.start + $0.end) / 2 }, bottom)
    for node in 0..<tree.nodeCount {
      guard let (left, right) = children(node) else { continue }
      for child in [left, right] {
        parts.append(
          """
          <path d="M \(Self.text(centers[child].x)) \(Self.text(centers[child].y)) \
          V \(Self.text(centers[node].y)) H \(Self.text(centers[node].x))" fill="none" \
          stroke="#9a9a9a" stroke-width="1.5"/>
          """)
      }
    }
    for node in 0..<tree.nodeCount {
      let (x, y) = centers[node]
      parts.append(disk(label(node), x, y, given: given(node), title: title(node)))
      if node < tree.words.count {
        parts.append(
          #"<text x="\#(Self.text(x))" y="\#(Self.text(y + 34))">\#(Self.escaped(tree.words[node]))</text>"#
        )
      }
    }
    return (parts + ["</svg>", ""]).joined(separator: "\n")
  }

  /// Left and right end of each word.
  private var places: [(start: Double, end: Double)] {
    var x = Self.margin
    return tree.words.map { word in
      let width = max(Double(TextWidth.columns(word)) * 8 + 12, 2 * Self.radius + 6)
      defer { x += width }
      return (x, x + width)
    }
  }

  /// Words are 0 high, a node one more than the higher of its children.
  private var heights: [Int] {
    var heights: [Int] = []
    for node in 0..<tree.nodeCount {
      heights.append(children(node).map { 1 + max(heights[$0.left], heights[$0.right]) } ?? 0)
    }
    return heights
  }

  /// A node is between its children. Lines go up from a child and then across to its parent, so that
  /// none crosses another.
  private func centers(_ words: [Double], _ bottom: Double) -> [(x: Double, y: Double)] {
    let heights = heights
    var centers: [(x: Double, y: Double)] = []
    for node in 0..<tree.nodeCount {
      let x = children(node).map { (centers[$0.left].x + centers[$0.right].x) / 2 } ?? words[node]
      centers.append((x, bottom - Self.step * Double(heights[node])))
    }
    return centers
  }

  /// One disk a class with its name.
  private var legend: (parts: [String], width: Double) {
    var x = Self.margin + Self.radius
    let y = Self.margin
    var parts: [String] = []
    for (label, name) in classNames.enumerated() {
      parts.append(disk(label, x, y, given: nil, title: name))
      parts.append(
        """
        <text x="\(Self.text(x + Self.radius + 6))" y="\(Self.text(y + 5))" \
        text-anchor="start">\(Self.escaped(name))</text>
        """)
      x += 2 * Self.radius + 26 + Double(TextWidth.columns(name)) * 8
    }
    return (parts, x)
  }

  private func given(_ node: Int) -> Int? {
    tree.labels[node] < 0 ? nil : Int(tree.labels[node])
  }

  private func disk(
    _ label: Int, _ x: Double, _ y: Double, given: Int?, title: String
  ) -> String {
    let ring = given.map { $0 == label ? "#404040" : color($0) } ?? "#404040"
    let isOther = given.map { $0 != label } ?? false
    let ink = abs(value(label)) > 0.75 ? "#ffffff" : "#202020"
    return """
      <g><title>\(Self.escaped(title))</title><circle cx="\(Self.text(x))" cy="\(Self.text(y))" \
      r="\(Self.text(Self.radius))" fill="\(color(label))" stroke="\(ring)" \
      stroke-width="\(isOther ? 4 : 1)"/><text x="\(Self.text(x))" y="\(Self.text(y + 5))" \
      fill="\(ink)">\(Self.sign(label, of: classNames.count))</text></g>
      """
  }

  private func title(_ node: Int) -> String {
    let shares = zip(classNames, probabilities[node]).map {
      "\($0) " + String(format: "%.0f%%", $1 * 100)
    }
    let label = given(node).map { ["labeled \(classNames[$0])"] } ?? []
    return (shares + label).joined(separator: ", ")
  }

  private func color(_ label: Int) -> String {
    switch value(label) {
    case ..<(-0.75): "#b2182b"
    case ..<0: "#f4a582"
    case 0: "#e8e8e8"
    case ..<0.75: "#92c5de"
    default: "#2166ac"
    }
  }

  private static func text(_ number: Double) -> String { String(format: "%.1f", number) }

  /// As XML has it.
  private static func escaped(_ text: String) -> String {
    text.printable.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;")
  }
}
