import Foundation
import ShinsoTensor

/// Efficiency over the number of nodes, predicted as lines and measured as points.
public struct ScalingPlot {
  public struct Line: Sendable {
    let name: String
    let points: [(nodes: Int, efficiency: Double)]
    /// Whether they were measured.
    let isMeasured: Bool

    public init(
      _ name: String, _ points: [(nodes: Int, efficiency: Double)], isMeasured: Bool = false
    ) {
      (self.name, self.points, self.isMeasured) = (name, points, isMeasured)
    }
  }

  private let title: String
  private let panels: [(name: String, lines: [Line])]

  public init(title: String, panels: [(name: String, lines: [Line])]) {
    (self.title, self.panels) = (title, panels)
  }

  public func write(to url: URL) throws {
    var script = [
      "set multiplot layout 1,\(panels.count) title \(Plot.quoted(title))", "set logscale x",
      // Between the title and the panels' names.
      "set tmargin 5",
      "set xlabel \(Plot.quoted(Wording("nodes", "ノード数").line)) offset 0,0.4",
      "set ylabel \(Plot.quoted(Wording("efficiency", "効率").line + " (%)"))", "set yrange [0:105]",
      "set grid linetype 1 linecolor rgb '#dddddd'", "set border 3", "set tics nomirror",
      "set key below left Left reverse width 1 height 1",
    ]
    for (index, panel) in panels.enumerated() {
      for (number, line) in panel.lines.enumerated() {
        script.append("$line\(index)_\(number) << END_OF_DATA")
        script += line.points.map { "\($0.nodes) \($0.efficiency * 100)" }
        script.append("END_OF_DATA")
      }
      let most = panel.lines.flatMap(\.points).map(\.nodes).max() ?? 1
      script += [
        "set label 1 \(Plot.quoted(panel.name)) at graph 0.5,1.04 center",
        // Few ranks are told by whole numbers.
        most <= 16
          ? "unset logscale x; set xrange [0.5:\(most).5]; set xtics 1"
          : "set logscale x; set xrange [1:\(most)]; set xtics autofreq",
        "plot "
          + panel.lines.enumerated().map { number, line in
            let color = Plot.colors[number % Plot.colors.count]
            let style =
              line.isMeasured
              ? "points pointtype 7 pointsize 1.2 linecolor rgb '\(color)'"
              : "lines linewidth 2 linecolor rgb '\(color)'"
            return "$line\(index)_\(number) using 1:2 with \(style) title "
              + Plot.quoted(TextWidth.shortened(line.name, 40))
          }.joined(separator: ", "),
      ]
    }
    script.append("unset multiplot")
    try Plot.draw(
      script.joined(separator: "\n"), width: 520 * panels.count, height: 520, to: url)
  }
}
