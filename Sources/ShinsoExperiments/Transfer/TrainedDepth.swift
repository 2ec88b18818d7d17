import ArgumentParser

/// How many layers of a network a fine-tuning changes.
enum TrainedDepth: ExpressibleByArgument, CustomStringConvertible, Sendable, Hashable {
  case all
  /// The last ones, at least those that are new.
  case last(Int)

  init?(argument: String) {
    if argument == "all" {
      self = .all
    } else if argument == "last" {
      self = .last(1)
    } else if argument.hasPrefix("last-"), let count = Int(argument.dropFirst(5)), count > 0 {
      self = .last(count)
    } else {
      return nil
    }
  }

  var description: String {
    switch self {
    case .all: "all"
    case .last(1): "last"
    case .last(let count): "last-\(count)"
    }
  }

  var defaultValueDescription: String { description }
}

extension Limits<TrainedDepth> {
  static var depth: Limits { Limits("all, last or last-K as last-3") { _ in true } }
}
