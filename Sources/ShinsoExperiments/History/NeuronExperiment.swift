import ArgumentParser
import ShinsoModels
import ShinsoTraining

/// The formal neuron: McCulloch & Pitts, "A logical calculus of the ideas immanent in nervous
/// activity", Bulletin of Mathematical Biophysics 5, 1943. Its thresholds are given, not learned, so
/// there is nothing to train: `evaluate` computes the truth tables of AND, OR and NOT, and of XOR,
/// which takes three units, and compares them with logic.
struct NeuronExperiment: Evaluable {
  static let about = About(
    id: "neuron", field: .history, year: 1943, title: "Formal neurons: AND, OR, NOT, XOR of three",
    data: "none; truth tables", expectation: "every row of the four truth tables right")

  struct EvaluateOptions: ParsableArguments {}

  static func evaluate(_ options: EvaluateOptions) throws -> Report {
    let logic: [(ThresholdNetwork, ([Bool]) -> Bool)] = [
      (.and, { $0[0] && $0[1] }), (.or, { $0[0] || $0[1] }), (.not, { !$0[0] }),
      (.xor, { $0[0] != $0[1] }),
    ]
    var (rows, right) = (0, 0)
    var lines: [String] = []
    for (network, expected) in logic {
      let table = TruthTable(of: network)
      rows += table.rows.count
      right += table.rows.count { $0.output == expected($0.inputs) }
      lines.append((network.lines + table.lines).joined(separator: "\n"))
    }
    var report = Report(
      system: about.id, data: "truth tables",
      Scores(samples: rows, [.accuracy: Double(right) / Double(rows)]))
    report.lines = lines
    return report
  }
}
