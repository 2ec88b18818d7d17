import Foundation
import ShinsoTensor

extension Ranks {
  /// What a rank tells the others in place of a value.
  private enum Outcome: Codable {
    case value(Data)
    case input(subject: String, problem: String)
    case diverged(what: String, source: String?)
    case stopped

    init(_ error: any Error) {
      self =
        switch error {
        case let error as InputError: .input(subject: error.subject, problem: error.problem)
        case let error as Diverged: .diverged(what: error.what, source: error.source)
        case is Trainer.Stopped: .stopped
        default: .input(subject: "a rank", problem: "\(error)")
        }
    }

    func get() throws -> Data {
      switch self {
      case .value(let data): return data
      case .input(let subject, let problem): throw InputError(subject, problem)
      case .diverged(let what, let source): throw Diverged(what: what, source: source)
      case .stopped: throw Trainer.Stopped()
      }
    }
  }

  /// What the first rank makes, on all ranks; what it throws is thrown on all.
  public func fromFirst(bytes make: () throws -> Data) throws -> Data {
    var own = Data()
    if isFirst {
      let outcome: Outcome
      do { outcome = .value(try make()) } catch { outcome = Outcome(error) }
      own = try PropertyListEncoder.binary.encode(outcome)
    }
    return try PropertyListDecoder().decode(Outcome.self, from: broadcast(own)).get()
  }

  /// The same for a value.
  public func valueFromFirst<Value: Codable>(_ make: () throws -> Value) throws -> Value {
    try JSONDecoder.exact.decode(
      Value.self, from: fromFirst(bytes: { try JSONEncoder.exact.encode(make()) }))
  }

  /// The sum of the scores of all ranks.
  ///
  /// - Parameter result: how they were made.
  /// - Throws: what one of the ranks threw, on all.
  func sum<Value>(_ own: Scores, of result: Result<Value, any Error>) throws -> Scores {
    var failure: (any Error)?
    if case .failure(let error) = result { failure = error }
    let numbers = own.entries.flatMap { [$0.sum, $0.weight] }
    // Nearly always all have the same metrics, and a few numbers are all that there is to tell.
    let states = try gather([failure == nil ? 0 : 1, Double(numbers.count), Double(own.samples)])
    if states.contains(where: { $0[0] != 0 }) {
      let outcomes = try gather(
        PropertyListEncoder.binary.encode(failure.map(Outcome.init) ?? .value(Data())))
      for outcome in outcomes {
        _ = try PropertyListDecoder().decode(Outcome.self, from: outcome).get()
      }
    }
    guard states.allSatisfy({ $0[1] == states[0][1] }) else {
      return try gather(Data(own.json.utf8)).reduce(into: Scores()) { sum, data in
        sum.add(Scores(json: String(decoding: data, as: UTF8.self)) ?? Scores())
      }
    }
    return own.replacing(
      try gather(numbers), samples: states.reduce(0) { $0 + Int($1[2]) })
  }
}

extension PropertyListEncoder {
  fileprivate static var binary: PropertyListEncoder {
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    return encoder
  }
}

extension JSONEncoder {
  fileprivate static var exact: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }
}

extension JSONDecoder {
  fileprivate static var exact: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
  }
}
