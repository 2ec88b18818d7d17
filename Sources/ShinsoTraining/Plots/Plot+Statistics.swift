import Foundation
import ShinsoTensor

extension Plot {
  /// Plots the size of weights, gradients and activations over the iterations, with one curve per
  /// layer that the log contains. If there are none, nothing is drawn.
  ///
  /// - Throws: the same errors as `curves`.
  public static func statistics(of log: URL, title: String, to url: URL) throws {
    let records = try LogRecord.read(log).filter { $0.split == .layers }
    func panel(_ label: String, _ value: (LayerNumbers) -> Double?) -> Panel {
      var curves: [String: [(Double, Double)]] = [:]
      var places: [String: Int] = [:]
      for record in records {
        for (name, numbers) in record.layers ?? [:] {
          // A logarithmic axis cannot show 0.
          if let y = value(numbers), y > 0, y.isFinite {
            places[name] = numbers.place ?? 0
            curves[name, default: []].append((Double(record.iteration), y))
          }
        }
      }
      return Panel(
        label: label, isLogarithmic: true,
        curves: chosen(places).enumerated().map { index, name in
          Curve(name: name, points: curves[name] ?? [], color: colors[index], width: 1.5)
        })
    }
    let panels = [
      panel("weights (root mean square)", \.weight),
      panel("gradients (root mean square)", \.gradient),
      panel("activations (standard deviation)", \.activationDeviation),
    ].filter { !$0.curves.isEmpty }
    if panels.isEmpty { return }
    try draw(panels, title: title, width: 620 * panels.count, height: 560, to: url)
  }

  /// The layers that get a curve, in order. More curves than colors could not be told apart, so if
  /// there are too many layers, the first and the last are shown.
  static func chosen(_ places: [String: Int]) -> [String] {
    let names = places.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.key)
    let half = colors.count / 2
    return names.count > colors.count ? Array(names.prefix(half) + names.suffix(half)) : names
  }
}
