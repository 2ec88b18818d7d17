import Foundation
import ShinsoTensor

/// Panels side by side over the iterations.
extension Plot {
  /// Twelve colors that most people can tell apart.
  static let colors = [
    "#1f77b4", "#d94801", "#2ca02c", "#7b3294", "#8c564b", "#e377c2", "#17becf", "#bcbd22",
    "#08306b", "#cb181d", "#525252", "#fdae61",
  ]

  struct Curve {
    let name: String
    let points: [(Double, Double)]
    let color: String
    let width: Double
  }

  struct Panel {
    let label: String
    var range = "set yrange [*:*]"
    var isLogarithmic = false
    let curves: [Curve]
  }

  /// Panels side by side over the iterations, each with its legend below.
  static func draw(
    _ panels: [Panel], title: String, width: Int, height: Int, to url: URL
  ) throws {
    var script = [
      "set multiplot layout 1,\(panels.count) title "
        + quoted(TextWidth.shortened(title, width / 12)),
      "set xlabel \(quoted(Wording("iteration", "反復回数").line)) offset 0,0.4",
      "set grid linetype 1 linecolor rgb '#dddddd'",
      "set format x '%.0f'",
      "set border 3", "set tics nomirror", "set key below left Left reverse width 1 height 1",
    ]
    for (index, panel) in panels.enumerated() {
      for (number, curve) in panel.curves.enumerated() {
        script.append("$curve\(index)_\(number) << END_OF_DATA")
        script += curve.points.map { "\($0.0) \($0.1)" }
        script.append("END_OF_DATA")
      }
      script += [
        wholeTicks("x", panel.curves.flatMap(\.points).map(\.0)),
        panel.isLogarithmic ? "set logscale y" : "unset logscale y",
        "set format y '%g'", panel.range, "set ylabel \(quoted(panel.label))",
        "plot "
          + panel.curves.enumerated().map { number, curve in
            let style =
              curve.points.count < 40 ? "linespoints pointtype 7 pointsize 0.4" : "lines"
            return "$curve\(index)_\(number) using 1:2 with \(style) linewidth \(curve.width) "
              + "linecolor rgb '\(curve.color)' title \(quoted(TextWidth.shortened(curve.name, 60)))"
          }.joined(separator: ", "),
      ]
    }
    script.append("unset multiplot")
    try draw(script.joined(separator: "\n"), width: width, height: height, to: url)
  }

  /// The ticks of an axis for whole numbers. gnuplot puts ticks between them if there are few.
  static func wholeTicks(_ axis: String, _ values: [Double]) -> String {
    let span = (values.max() ?? 0) - (values.min() ?? 0)
    return span <= 10 ? "set \(axis)tics 1" : "set \(axis)tics autofreq"
  }
}
