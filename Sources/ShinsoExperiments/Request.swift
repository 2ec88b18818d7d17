import ShinsoData

/// What the command line asks of a system; nil: the system's own choice. All but what belongs to
/// one call alone goes into the run's `config.json` and comes back by `--config`.
public struct Request: Sendable, Encodable, Equatable {
  public var data: String?
  public var network: String?
  public var layer: String?
  public var epochs: Int?
  public var iterations: Int?
  public var batchSize: Int?
  /// An ``OptimizerKind``.
  public var optimizer: String?
  public var learningRate: Double?
  public var momentum: Double?
  public var weightDecay: Double?
  /// A ``ScheduleKind``.
  public var schedule: String?
  /// The updates that the schedule is made for, where a limit ended the run earlier; no option.
  public var scheduleLength: Int?
  /// Updates over which the rate rises at first.
  public var warmUp: Int?
  public var seed: UInt64?
  /// The SVM's costs; of several, the one that does best in cross-validation is taken.
  public var costs: [Double]?
  public var folds: Int?
  public var kernel: String?
  public var gamma: Double?
  /// Batches that make one update.
  public var accumulate: Int?
  /// As many samples of every class.
  public var balance = false
  public var clipNorm: Double?
  public var clipValue: Double?
  /// The decay of a moving average of the weights.
  public var average: Double?
  /// Updates between evaluations.
  public var evaluateEvery: Int?
  /// Evaluations without progress after which training ends.
  public var patience: Int?
  /// Seconds.
  public var timeLimit: Double?
  public var plots = false
  public var statistics = false

  public var model: String?
  public var output: String?
  public var resume = false
  /// Updates between checkpoints.
  public var checkpointEvery: Int?
  public var profile = false
  /// The command's words as typed, for telling how to resume.
  public var arguments: [String] = []

  public init() {}

  private enum CodingKeys: String, CodingKey {
    case data, network, layer, epochs, iterations, batchSize, optimizer, learningRate, momentum
    case weightDecay, schedule, scheduleLength, warmUp, seed, costs, folds, kernel, gamma
    case accumulate, balance, clipNorm, clipValue, average, evaluateEvery, patience, timeLimit
    case plots = "plot"
    case statistics
  }
}

extension Request: Decodable {
  /// Keys may be missing; others than those that there are are refused.
  public init(from decoder: any Decoder) throws {
    try UnknownKey.check(decoder) { CodingKeys(stringValue: $0) != nil }
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func read<Value: Decodable>(_ key: CodingKeys) throws -> Value? {
      do { return try values.decodeIfPresent(Value.self, forKey: key) } catch {
        // Of a number that does not fit, the decoder's own error does not say where it stands.
        throw DecodingError.dataCorruptedError(
          forKey: key, in: values, debugDescription: "\(error)")
      }
    }
    data = try read(.data)
    network = try read(.network)
    layer = try read(.layer)
    epochs = try read(.epochs)
    iterations = try read(.iterations)
    batchSize = try read(.batchSize)
    optimizer = try read(.optimizer)
    learningRate = try read(.learningRate)
    momentum = try read(.momentum)
    weightDecay = try read(.weightDecay)
    schedule = try read(.schedule)
    scheduleLength = try read(.scheduleLength)
    if let scheduleLength, !(1...Self.mostUpdates).contains(scheduleLength) {
      throw DecodingError.dataCorruptedError(
        forKey: .scheduleLength, in: values, debugDescription: "out of range")
    }
    warmUp = try read(.warmUp)
    seed = try read(.seed)
    costs = try read(.costs)
    folds = try read(.folds)
    kernel = try read(.kernel)
    gamma = try read(.gamma)
    accumulate = try read(.accumulate)
    balance = try read(.balance) ?? false
    clipNorm = try read(.clipNorm)
    clipValue = try read(.clipValue)
    average = try read(.average)
    evaluateEvery = try read(.evaluateEvery)
    patience = try read(.patience)
    timeLimit = try read(.timeLimit)
    plots = try read(.plots) ?? false
    statistics = try read(.statistics) ?? false
  }
}

extension Request {
  /// The options that are set, each with its value as text.
  var values: [SystemOption: String] {
    var values: [SystemOption: String] = [:]
    func note(_ option: SystemOption, _ value: (some CustomStringConvertible)?) {
      values[option] = value?.description
    }
    func note(_ option: SystemOption, isOn: Bool) { if isOn { values[option] = "on" } }
    note(.data, data)
    note(.network, network)
    note(.layer, layer)
    note(.model, model)
    note(.epochs, epochs)
    note(.iterations, iterations)
    note(.batchSize, batchSize)
    note(.optimizer, optimizer)
    note(.learningRate, learningRate)
    note(.momentum, momentum)
    note(.weightDecay, weightDecay)
    note(.schedule, schedule)
    note(.warmUp, warmUp)
    note(.seed, seed)
    note(.cost, costs.map { $0.map(\.description).joined(separator: ",") })
    note(.folds, folds)
    note(.kernel, kernel)
    note(.gamma, gamma)
    note(.accumulate, accumulate)
    note(.balance, isOn: balance)
    note(.clipNorm, clipNorm)
    note(.clipValue, clipValue)
    note(.average, average)
    note(.evaluateEvery, evaluateEvery)
    note(.patience, patience)
    note(.timeLimit, timeLimit)
    note(.plot, isOn: plots)
    note(.statistics, isOn: statistics)
    note(.output, output)
    note(.resume, isOn: resume)
    note(.checkpointEvery, checkpointEvery)
    note(.profile, isOn: profile)
    return values
  }

  /// The options that are set.
  public var given: Set<SystemOption> { Set(values.keys) }

  /// What initial values, order and dropout start from.
  var effectiveSeed: UInt64 { seed ?? 1 }

  /// The order of the training data.
  var shuffle: Shuffle { balance ? .balanced(seed: effectiveSeed) : .seed(effectiveSeed) }
}
