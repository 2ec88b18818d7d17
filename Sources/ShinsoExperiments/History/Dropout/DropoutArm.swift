import ShinsoTraining

/// The ways in which `dropout` trains its net.
enum DropoutArm: String, CaseIterable {
  case backpropagation, hidden, both

  var title: String {
    switch self {
    case .backpropagation: "backpropagation alone"
    case .hidden: "dropout of hidden units"
    case .both: "dropout of hidden units and inputs"
    }
  }

  /// Wrong test digits.
  var errors: Metric {
    let name =
      switch self {
      case .backpropagation: "errors"
      case .hidden: "errorsHiddenDropout"
      case .both: "errorsHiddenAndInputDropout"
      }
    return Metric(name, .lower, .number(digits: 0), reduction: .sum, title: "errors, \(title)")
  }
}
