import Foundation

/// Sound as a picture: time to the right, frequencies or other features upwards, and above it what is
/// said when, in rows of segments such as words and phones.
public struct SpectrogramPlot: Sendable {
  public struct Segment: Sendable, Hashable {
    public let text: String
    /// In seconds.
    public let start: Double
    public let end: Double

    public init(_ text: String, start: Double, end: Double) {
      (self.text, self.start, self.end) = (text, start, end)
    }
  }

  public let title: String
  /// The axis upwards, such as `frequency, kHz`, and its last value; the first is 0.
  public let axis: (title: String, end: Double)
  /// A row a frame, from low to high.
  public let values: [[Float]]
  public let framesPerSecond: Double
  /// From the top.
  public let rows: [[Segment]]

  /// In pixels.
  private static let (left, right, bottom, row, head, height) = (70, 24, 66, 24, 46, 260)
  private static let widths = 640.0...6000.0
  /// Pixels that a second takes, so that the names of phones have room.
  private static let second = 330.0

  public init(
    title: String, axis: (title: String, end: Double), values: [[Float]], framesPerSecond: Double,
    rows: [[Segment]]
  ) {
    (self.title, self.axis, self.values) = (title, axis, values)
    (self.framesPerSecond, self.rows) = (framesPerSecond, rows)
  }

  /// Draws it as a PNG file.
  ///
  /// - Throws: `InputError` if the file cannot be written. If gnuplot is missing, it only warns.
  public func write(to url: URL) throws {
    let duration = Double(max(values.count, 1)) / framesPerSecond
    let inner = min(max(duration * Self.second, Self.widths.lowerBound), Self.widths.upperBound)
    let width = Self.left + Int(inner) + Self.right
    let top = Self.head + rows.count * Self.row
    let height = top + Self.height + Self.bottom
    let (step, bands) = (1 / framesPerSecond, values.first?.count ?? 1)
    let band = axis.end / Double(max(bands, 1))
    var script = [
      "$values << END_OF_DATA",
      values.map { $0.map { String(format: "%.1f", $0) }.joined(separator: " ") }
        .joined(separator: "\n"), "END_OF_DATA",
      "set lmargin screen \(Double(Self.left) / Double(width))",
      "set rmargin screen \(Double(Self.left + Int(inner)) / Double(width))",
      "set tmargin screen \(1 - Double(top) / Double(height))",
      "set bmargin screen \(Double(Self.bottom) / Double(height))",
      "set xrange [0:\(duration)]", "set yrange [0:\(axis.end)]",
      "set palette gray negative gamma 1", "unset key", "unset colorbox",
      "set xlabel \(Plot.quoted("time, s  ·  時間 (秒)"))", "set ylabel \(Plot.quoted(axis.title))",
      "set tics out nomirror",
      "set label \(Plot.quoted(TextWidth.shortened(title, width / 9))) at screen 0.5,"
        + "\(1 - 20 / Double(height)) center font ',12'",
    ]
    for (index, row) in rows.enumerated() {
      // In parts of the picture's height, above it.
      let high = 1 + Double((rows.count - index) * Self.row) / Double(Self.height)
      let low = high - Double(Self.row) / Double(Self.height)
      for segment in row {
        let room = Int((segment.end - segment.start) / duration * inner / 7)
        script.append(
          "set label \(Plot.quoted(TextWidth.shortened(segment.text, max(room, 2)))) at "
            + "first \((segment.start + segment.end) / 2), graph \((low + high) / 2) center "
            + "font ',9'")
        for edge in [segment.start, segment.end] {
          script.append(
            "set arrow from first \(edge), graph \(low) to first \(edge), graph \(high) nohead "
              + "linewidth 0.5")
        }
      }
    }
    // The lines between words go on through the picture.
    for edge in Set((rows.first ?? []).flatMap { [$0.start, $0.end] }) {
      script.append(
        "set arrow from first \(edge), graph 0 to first \(edge), graph 1 nohead front "
          + "linewidth 0.7 linecolor rgb '#c04030' dashtype 2")
    }
    script.append(
      "plot $values matrix using (($2+0.5)*\(step)):(($1+0.5)*\(band)):3 with image")
    try Plot.draw(
      script.joined(separator: "\n"), width: width, height: height, to: url, svg: false)
  }
}
