import Foundation
import ShinsoTensor

extension Plot {
  /// Draws how large weights, gradients and activations were over the iterations, a curve a layer:
  /// of the layers that the log has numbers of; without any, nothing.
  ///
  /// - Throws: as `curves`.
  public static func statistics(of log: URL, title: String, to url: URL) throws {
    let records = try LogRecord.read(log).filter { $0.split == .layers }
    func panel(_ label: String, _ value: (LayerNumbers) -> Double?) -> Panel {
      var curves: [String: [(Double, Double)]] = [:]
      var places: [String: Int] = [:]
      for record in records {
        for (name, numbers) in record.layers ?? [:] {
          // A logarithmic axis has no place for 0.
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

  /// The layers that get a curve, in their order: more than there are colors would tell nothing apart,
  /// so of many the first and the last.
  static func chosen(_ places: [String: Int]) -> [String] {
    let names = places.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.key)
    let half = colors.count / 2
    return names.count > colors.count ? Array(names.prefix(half) + names.suffix(half)) : names
  }
}
