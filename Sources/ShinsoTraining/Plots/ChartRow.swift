import Foundation

/// Charts side by side.
public struct ChartRow: Sendable {
  public let charts: [Chart]

  public init(_ charts: [Chart]) { self.charts = charts }

  /// Draws the charts as a PNG and an SVG file. A chart without points is left out; if there are none
  /// with points, nothing is drawn.
  ///
  /// - Parameters:
  ///   - url: its extension is replaced by `png` and by `svg`.
  ///   - width: of one chart.
  /// - Throws: `InputError` if a file cannot be written. If gnuplot is missing, it only warns.
  public func write(to url: URL, width: Int = 560, height: Int = 520) throws {
    let scripts = charts.compactMap { $0.script(width: width) }
    if scripts.isEmpty { return }
    let script =
      ["set multiplot layout 1,\(scripts.count)"]
      + scripts.flatMap { ["unset label", "unset arrow", "unset logscale"] + $0 }
      + ["unset multiplot"]
    try Plot.draw(
      script.joined(separator: "\n"), width: width * scripts.count, height: height, to: url)
  }
}
