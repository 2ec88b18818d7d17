import ShinsoNN
import ShinsoTensor

/// All that a training depends on besides weights, optimizer state and options.
struct TrainingState: Equatable {
  /// Updates made. The place in the data follows from it.
  var iteration = 0
  /// Computing time.
  var seconds = 0.0
  /// What the next line of the log sums up so far.
  var window = Window()
  /// Mean loss in the last line of the log.
  var trainLoss: Double?
  /// The evaluation after this iteration is still to come.
  var isEvaluationDue = false
  var lastEvaluatedIteration: Int?
  /// The best evaluation so far.
  var best: Best?
  /// Evaluations since then.
  var evaluationsSinceBest = 0
  var plateau: PlateauSchedule.State?
  /// Bytes of the log that were written by now.
  var logByteCount = 0
  /// Where `RandomGenerator.shared` stands.
  var random = RandomKey(seed: 0, counter: 0)
  /// Seconds from 1970 to the run's beginning.
  var started = 0.0

  struct Best: Equatable {
    var accuracy: Double
    var loss: Double
    var iteration: Int
  }

  /// Notes an evaluation; returns whether it is the best so far. One whose loss is not finite never
  /// is.
  mutating func note(accuracy: Double, loss: Double) -> Bool {
    lastEvaluatedIteration = iteration
    isEvaluationDue = false
    guard loss.isFinite, best.map({ (accuracy, -loss) > ($0.accuracy, -$0.loss) }) ?? true else {
      evaluationsSinceBest += 1
      return false
    }
    best = Best(accuracy: accuracy, loss: loss, iteration: iteration)
    evaluationsSinceBest = 0
    return true
  }

  struct Window: Equatable {
    /// Sum over the samples.
    var loss = 0.0
    var correct = 0
    var samples = 0

    mutating func add(meanLoss: Double, correct: Int, samples: Int) {
      loss += meanLoss * Double(samples)
      self.correct += correct
      self.samples += samples
    }

    var meanLoss: Double? { samples == 0 ? nil : loss / Double(samples) }
    var accuracy: Double? { samples == 0 ? nil : Double(correct) / Double(samples) }
  }
}

extension TrainingState {
  /// As the metadata of a checkpoint. Doubles keep every bit.
  var fields: [String: String] {
    var fields = [
      "iteration": "\(iteration)", "seconds": "\(seconds.bitPattern)",
      "windowLoss": "\(window.loss.bitPattern)", "windowCorrect": "\(window.correct)",
      "windowSamples": "\(window.samples)", "isEvaluationDue": "\(isEvaluationDue)",
      "logByteCount": "\(logByteCount)", "randomSeed": "\(random.seed)",
      "randomCounter": "\(random.counter)", "started": "\(started.bitPattern)",
      "evaluationsSinceBest": "\(evaluationsSinceBest)",
    ]
    fields["trainLoss"] = trainLoss.map { "\($0.bitPattern)" }
    fields["lastEvaluatedIteration"] = lastEvaluatedIteration.map(String.init)
    if let best {
      fields["bestAccuracy"] = "\(best.accuracy.bitPattern)"
      fields["bestLoss"] = "\(best.loss.bitPattern)"
      fields["bestIteration"] = "\(best.iteration)"
    }
    if let plateau {
      fields["plateauFactor"] = "\(plateau.factor.bitPattern)"
      fields["plateauBest"] = plateau.best.map { "\($0.bitPattern)" }
      fields["plateauMisses"] = "\(plateau.misses)"
      fields["plateauCooldown"] = "\(plateau.cooldown)"
    }
    return fields
  }

  /// - Throws: `InputError` naming `file` if a field is missing or makes no sense.
  init(_ fields: [String: String], from file: String) throws(InputError) {
    func value<T: LosslessStringConvertible>(_ name: String, as type: T.Type) throws(InputError)
      -> T
    {
      guard let value = fields[name].flatMap(T.init) else {
        throw InputError(file, "is not a checkpoint: its \(name) is missing or wrong")
      }
      return value
    }
    func count(_ name: String) throws(InputError) -> Int {
      Int(try value(name, as: UInt32.self))
    }
    func number(_ name: String) throws(InputError) -> Double {
      Double(bitPattern: try value(name, as: UInt64.self))
    }
    iteration = try count("iteration")
    seconds = try number("seconds")
    started = try number("started")
    guard (0...1e12).contains(started) else {
      throw InputError(file, "is not a checkpoint: its started is no time")
    }
    window = Window(
      loss: try number("windowLoss"),
      correct: try count("windowCorrect"), samples: try count("windowSamples"))
    if fields["trainLoss"] != nil { trainLoss = try number("trainLoss") }
    if fields["lastEvaluatedIteration"] != nil {
      lastEvaluatedIteration = try count("lastEvaluatedIteration")
    }
    evaluationsSinceBest = try count("evaluationsSinceBest")
    isEvaluationDue = try value("isEvaluationDue", as: Bool.self)
    if fields["bestIteration"] != nil {
      best = Best(
        accuracy: try number("bestAccuracy"), loss: try number("bestLoss"),
        iteration: try count("bestIteration"))
    }
    if fields["plateauFactor"] != nil {
      var state = PlateauSchedule.State()
      state.factor = try number("plateauFactor")
      if fields["plateauBest"] != nil { state.best = try number("plateauBest") }
      state.misses = try count("plateauMisses")
      state.cooldown = try count("plateauCooldown")
      plateau = state
    }
    logByteCount = try value("logByteCount", as: Int.self)
    random = RandomKey(
      seed: try value("randomSeed", as: UInt64.self),
      counter: try value("randomCounter", as: UInt64.self))
  }
}
