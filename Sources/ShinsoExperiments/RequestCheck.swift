extension Request {
  /// Updates, epochs and whatever else is counted go no further.
  static let mostUpdates = 1_000_000_000

  /// - Throws: `OptionError` for a value out of its range and for options that exclude each other,
  ///   whether they came from the command line or from a file.
  public func validate() throws(OptionError) {
    try checkCounts()
    try checkNumbers()
    try checkNames()
    if epochs != nil, iterations != nil {
      throw error(.epochs, "give either --epochs or --iterations")
    }
    if gamma != nil, kernel != "rbf" { throw error(.gamma, "belongs to --kernel rbf") }
  }

  private func checkCounts() throws(OptionError) {
    let counts: [(SystemOption, Int?)] = [
      (.epochs, epochs), (.iterations, iterations), (.accumulate, accumulate),
      (.warmUp, warmUp), (.evaluateEvery, evaluateEvery), (.patience, patience),
      (.checkpointEvery, checkpointEvery),
    ]
    for case (let option, let count?) in counts where !(1...Self.mostUpdates).contains(count) {
      throw error(option, "must be at least 1 and at most \(Self.mostUpdates)")
    }
    if let batchSize, !(1...65_536).contains(batchSize) {
      throw error(.batchSize, "must be from 1 to 65536")
    }
    if let folds, !(2...Self.mostUpdates).contains(folds) {
      throw error(.folds, "must be at least 2")
    }
  }

  private func checkNumbers() throws(OptionError) {
    let positive: [(SystemOption, Double?)] = [
      (.learningRate, learningRate), (.clipNorm, clipNorm), (.clipValue, clipValue),
      (.gamma, gamma), (.timeLimit, timeLimit),
    ]
    for case (let option, let number?) in positive where !(number > 0 && number.isFinite) {
      throw error(option, "must be positive")
    }
    if let costs, costs.isEmpty || !costs.allSatisfy({ $0 > 0 && $0.isFinite }) {
      throw error(.cost, "must be positive numbers, separated by commas")
    }
    if let weightDecay, !(weightDecay >= 0 && weightDecay.isFinite) {
      throw error(.weightDecay, "must be 0 or positive")
    }
    if let momentum, !(0..<1).contains(momentum) {
      throw error(.momentum, "must be at least 0 and below 1")
    }
    if let average, !(average > 0 && average < 1) {
      throw error(.average, "must be between 0 and 1, as 0.999")
    }
  }

  private func checkNames() throws(OptionError) {
    let names: [(SystemOption, String?, [String])] = [
      (.kernel, kernel, SVMTask.kernels),
      (.optimizer, optimizer, OptimizerKind.allCases.map(\.rawValue)),
      (.schedule, schedule, ScheduleKind.allCases.map(\.rawValue)),
    ]
    for case (let option, let name?, let known) in names where !known.contains(name) {
      let others = known.dropLast().joined(separator: ", ")
      throw error(option, "must be \(others) or \(known[known.count - 1])")
    }
    let texts: [(SystemOption, String?)] = [(.data, data), (.network, network), (.layer, layer)]
    for case (let option, let text?) in texts where text.isEmpty || text.contains("\0") {
      throw OptionError(option, problem: "must be a name or a path")
    }
  }

  private func error(_ option: SystemOption, _ problem: String) -> OptionError {
    OptionError(option, values[option], problem: problem)
  }
}
