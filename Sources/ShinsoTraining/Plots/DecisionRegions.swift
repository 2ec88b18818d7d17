import Foundation

/// The values of functions of two inputs, drawn as colors over a plane together with the points of
/// two classes. There may be several panels side by side.
public struct DecisionRegions: Sendable {
  public struct Point: Sendable, Hashable {
    public let x: Double
    public let y: Double
    /// Whether the point belongs to the class with high values.
    public let isPositive: Bool
    /// Text next to the point.
    public let name: String

    public init(_ x: Double, _ y: Double, isPositive: Bool, name: String = "") {
      self.x = x
      self.y = y
      self.isPositive = isPositive
      self.name = name
    }
  }

  public struct Panel: Sendable {
    public let title: String
    public let x: ClosedRange<Double>
    public let y: ClosedRange<Double>
    public let points: [Point]
    /// The function's values from 0 to 1, `[resolution, resolution]`; x varies within a row, and
    /// later rows have a larger y.
    let values: [Double]
    let resolution: Int

    /// Evaluates the function on a grid.
    ///
    /// - Parameters:
    ///   - range: the values that get the two full colors. The boundary is in the middle of the
    ///     range.
    ///   - resolution: the number of grid points per side, at least 2.
    ///   - function: returns the value for each row of x and y; called once with the whole grid.
    public init(
      title: String, x: ClosedRange<Double>, y: ClosedRange<Double>, points: [Point],
      range: ClosedRange<Double> = 0...1, resolution: Int = 120,
      function: ([[Float]]) -> [Double]
    ) {
      precondition(resolution >= 2, "DecisionRegions: a grid of \(resolution) points per side")
      self.title = title
      self.x = x
      self.y = y
      self.points = points
      self.resolution = resolution
      let grid = (0..<resolution * resolution).map { index in
        let (row, column) = index.quotientAndRemainder(dividingBy: resolution)
        return [Float(Self.place(column, x, resolution)), Float(Self.place(row, y, resolution))]
      }
      let values = function(grid)
      precondition(
        values.count == grid.count, "\(values.count) values for \(grid.count) grid points")
      let width = range.upperBound - range.lowerBound
      self.values = values.map { ($0 - range.lowerBound) / width }
    }

    static func place(_ index: Int, _ range: ClosedRange<Double>, _ resolution: Int) -> Double {
      let part = Double(index) / Double(resolution - 1)
      return range.lowerBound + part * (range.upperBound - range.lowerBound)
    }

    /// x, y and value: a line for each grid point, and an empty line after each row.
    var lines: [String] {
      (0..<resolution).flatMap { row in
        (0..<resolution).map { column in
          "\(Self.place(column, x, resolution)) \(Self.place(row, y, resolution)) "
            + "\(values[row * resolution + column])"
        } + [""]
      }
    }

    /// Whether the function takes values on both sides, beyond what rounding makes of a function
    /// that answers ½ everywhere.
    var hasBoundary: Bool {
      values.contains { $0 < 0.4999 } && values.contains { $0 > 0.5001 }
    }
  }

  public let title: String
  public let panels: [Panel]
  public let xLabel: String
  public let yLabel: String
  /// The names of the classes with low and with high values, for the legend.
  public let classNames: (negative: String, positive: String)

  public init(
    title: String, panels: [Panel], xLabel: String = "x₁", yLabel: String = "x₂",
    classNames: (negative: String, positive: String) = ("0", "1")
  ) {
    self.title = title
    self.panels = panels
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.classNames = classNames
  }

  /// Draws the panels as a PNG and an SVG file. If there are no panels, nothing is drawn.
  ///
  /// - Parameter url: its extension is replaced by `png` and by `svg`.
  /// - Throws: `InputError` if a file cannot be written. If gnuplot is missing, it only warns.
  public func write(to url: URL) throws {
    if panels.isEmpty { return }
    let (side, head) = (420, 50)
    let (width, height) = (side * panels.count, side + head)
    var script: [String] = []
    for (index, panel) in panels.enumerated() {
      script.append("$grid\(index) << END_OF_DATA")
      script += panel.lines + ["END_OF_DATA"]
      if panel.hasBoundary { script += contour(index) }
    }
    script += [
      "set multiplot layout 1,\(panels.count) title "
        + "\(Plot.quoted(TextWidth.shortened(title, width / 10))) font ',13'",
      "set xlabel \(Plot.quoted(xLabel)) offset 0,0.4",
      "set ylabel \(Plot.quoted(yLabel)) offset 1",
      "set size square", "set rmargin 3", "set tics out nomirror", "set format '%g'",
      "unset colorbox",
      "set cbrange [0:1]", "set palette defined (0 '#9ecae1', 0.5 '#f7f7f7', 1 '#fdae6b')",
      "set key below center horizontal samplen 1.5",
    ]
    for (index, panel) in panels.enumerated() { script += commands(index, panel) }
    script.append("unset multiplot")
    try Plot.draw(script.joined(separator: "\n"), width: width, height: height, to: url)
  }

  /// The contour at which the value is ½, as a table of its points.
  private func contour(_ index: Int) -> [String] {
    [
      "set contour base", "set cntrparam levels discrete 0.5", "unset surface",
      "set table $boundary\(index)", "splot $grid\(index) using 1:2:3", "unset table",
      "unset contour", "set surface",
    ]
  }

  private func commands(_ index: Int, _ panel: Panel) -> [String] {
    var script = [
      "set title \(Plot.quoted(TextWidth.shortened(panel.title, 44)))",
      "set xrange [\(panel.x.lowerBound):\(panel.x.upperBound)]",
      "set yrange [\(panel.y.lowerBound):\(panel.y.upperBound)]",
    ]
    // Clamp values outside the range to the full colors.
    var elements = [
      "$grid\(index) using 1:2:($3 < 0 ? 0 : $3 > 1 ? 1 : $3) with image notitle"
    ]
    if panel.hasBoundary {
      elements.append(
        "$boundary\(index) using 1:2 with lines linewidth 2 linecolor rgb '#404040' notitle")
    }
    let classes = [
      (panel.points.filter { !$0.isPositive }, 5, "#08519c", classNames.negative),
      (panel.points.filter(\.isPositive), 7, "#a63603", classNames.positive),
    ]
    // If there are many points, their dots must be small.
    let size = panel.points.count > 100 ? 0.6 : panel.points.count > 20 ? 0.9 : 1.6
    for (number, (points, shape, color, name)) in classes.enumerated() where !points.isEmpty {
      let block = "$points\(index)_\(number)"
      script.append("\(block) << END_OF_DATA")
      script += points.map { "\($0.x) \($0.y)" } + ["END_OF_DATA"]
      elements += [
        "\(block) using 1:2 with points pointtype \(shape) pointsize \(size + 0.4) "
          + "linecolor rgb '#ffffff' notitle",
        "\(block) using 1:2 with points pointtype \(shape) pointsize \(size) "
          + "linecolor rgb '\(color)' title \(Plot.quoted(TextWidth.shortened(name, 20)))",
      ]
    }
    script += panel.points.filter { !$0.name.isEmpty }.map {
      "set label \(Plot.quoted($0.name)) at \($0.x),\($0.y) offset 1,0.8 front"
    }
    return script + ["plot " + elements.joined(separator: ", "), "unset label"]
  }
}
