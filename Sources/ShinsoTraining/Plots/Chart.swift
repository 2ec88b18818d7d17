import Foundation

/// Curves on one pair of axes. The legend is below them and covers nothing.
public struct Chart: Sendable {
  public struct Point: Sendable, Hashable {
    public let x: Double
    public let y: Double
    /// Half the height of the error bar; nil for no error bar.
    public let error: Double?

    public init(_ x: Double, _ y: Double, error: Double? = nil) {
      self.x = x
      self.y = y
      self.error = error
    }
  }

  public enum Style: Sendable {
    /// A line, with dots if there are few points.
    case line
    case dashedLine
    case points
  }

  public struct Series: Sendable {
    public let name: String
    public let points: [Point]
    public let style: Style

    public init(_ name: String, _ points: [Point], style: Style = .line) {
      self.name = name
      self.points = points
      self.style = style
    }
  }

  /// A dashed vertical line with a label above it.
  public struct Marker: Sendable {
    public let x: Double
    public let label: String

    public init(_ x: Double, label: String) {
      self.x = x
      self.label = label
    }
  }

  public struct Axis: Sendable {
    public let label: String
    /// nil to fit the data.
    public let range: ClosedRange<Double>?
    /// If true, points that are not positive are left out.
    public let isLogarithmic: Bool
    /// Whether the values are whole numbers, such as epochs, so that ticks between them make no
    /// sense.
    public let isWhole: Bool

    public init(
      _ label: String, range: ClosedRange<Double>? = nil, isLogarithmic: Bool = false,
      isWhole: Bool = false
    ) {
      self.label = label
      self.range = range
      self.isLogarithmic = isLogarithmic
      self.isWhole = isWhole
    }
  }

  public let title: String
  public let x: Axis
  public let y: Axis
  public let series: [Series]
  public let markers: [Marker]

  public init(title: String, x: Axis, y: Axis, series: [Series], markers: [Marker] = []) {
    self.title = title
    self.x = x
    self.y = y
    self.series = series
    self.markers = markers
  }

  /// Draws the chart as a PNG and an SVG file. If there are no points, nothing is drawn.
  ///
  /// - Parameter url: its extension is replaced by `png` and by `svg`.
  /// - Throws: `InputError` if a file cannot be written. If gnuplot is missing, it only warns.
  public func write(to url: URL, width: Int = 800, height: Int = 560) throws {
    guard let script = script(width: width) else { return }
    try Plot.draw(script.joined(separator: "\n"), width: width, height: height, to: url)
  }

  /// gnuplot's commands; nil if there are no points.
  func script(width: Int) -> [String]? {
    let drawn = series.map { Series($0.name, $0.points.filter(hasPlace), style: $0.style) }
      .filter { !$0.points.isEmpty }
    if drawn.isEmpty { return nil }
    // Room above for the title and, below the title, for two rows of marker labels.
    let rows = min(markers.count, 2)
    var script = [
      "set title \(Plot.quoted(TextWidth.shortened(title, width / 9))) offset 0,\(rows)",
      "set grid linetype 1 linecolor rgb '#dddddd'", "set border 3", "set tics nomirror",
      "set key below left Left reverse width 1 height 0.5 samplen 2.5",
    ]
    let points = drawn.flatMap(\.points)
    script += settings("x", x, points.map(\.x)) + settings("y", y, points.map(\.y))
    script += labels(of: points.map(\.x))
    for (index, series) in drawn.enumerated() {
      script.append("$series\(index) << END_OF_DATA")
      script += series.points.map(line)
      script.append("END_OF_DATA")
    }
    script.append("plot " + drawn.enumerated().flatMap(elements).joined(separator: ", "))
    return script
  }

  private func hasPlace(_ point: Point) -> Bool {
    point.x.isFinite && point.y.isFinite && (point.x > 0 || !x.isLogarithmic)
      && (point.y > 0 || !y.isLogarithmic)
  }

  private func settings(_ name: String, _ axis: Axis, _ values: [Double]) -> [String] {
    let range = axis.range.map { "[\($0.lowerBound):\($0.upperBound)]" } ?? "[*:*]"
    return [
      "set \(name)label \(Plot.quoted(axis.label))", "set \(name)range \(range)",
      "set format \(name) '%g'",
    ] + (axis.isLogarithmic ? ["set logscale \(name)"] : [])
      + (axis.isWhole ? [Plot.wholeTicks(name, values)] : [])
  }

  /// The lines of the markers, and their labels above the axes, alternating between two rows. A
  /// label near the edge grows toward the middle.
  private func labels(of xs: [Double]) -> [String] {
    func scaled(_ value: Double) -> Double { x.isLogarithmic ? log(value) : value }
    let all = (xs + markers.map(\.x)).map(scaled)
    let low = x.range.map { scaled($0.lowerBound) } ?? all.min() ?? 0
    let high = x.range.map { scaled($0.upperBound) } ?? all.max() ?? 1
    return markers.sorted { $0.x < $1.x }.enumerated().flatMap { index, marker in
      let place = (scaled(marker.x) - low) / max(high - low, .leastNonzeroMagnitude)
      let side = place < 0.2 ? "left" : place > 0.8 ? "right" : "center"
      let top = index % 2 == 0 ? 0.7 : 1.7
      return [
        "set arrow from first \(marker.x), graph 0 to first \(marker.x), graph 1 nohead "
          + "dashtype 2 linewidth 1.5 linecolor rgb '#525252'",
        "set label \(Plot.quoted(marker.label)) at first \(marker.x), graph 1 \(side) "
          + "offset 0,\(top) textcolor rgb '#525252'",
      ]
    }
  }

  /// x, y and the ends of the error bar.
  private func line(_ point: Point) -> String {
    let error = point.error ?? 0
    // A logarithmic axis cannot show a bar that reaches 0.
    let low = y.isLogarithmic ? max(point.y - error, point.y / 1000) : point.y - error
    return "\(point.x) \(point.y) \(low) \(point.y + error)"
  }

  private func elements(_ index: Int, _ series: Series) -> [String] {
    let color = "linecolor rgb '\(Plot.colors[index % Plot.colors.count])'"
    let dots = "pointtype 7 pointsize 0.6"
    let style =
      switch series.style {
      case .points: "points \(dots)"
      case .dashedLine: "lines dashtype 2 linewidth 2"
      case .line: series.points.count < 40 ? "linespoints linewidth 2 \(dots)" : "lines linewidth 2"
      }
    let name = Plot.quoted(TextWidth.shortened(series.name, 60))
    let bars =
      series.points.contains { ($0.error ?? 0) > 0 }
      ? ["$series\(index) using 1:2:3:4 with yerrorbars \(color) pointtype 0 notitle"] : []
    return bars + ["$series\(index) using 1:2 with \(style) \(color) title \(name)"]
  }
}
