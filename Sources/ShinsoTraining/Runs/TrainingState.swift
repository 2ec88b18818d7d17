import ShinsoTensor

/// Everything that a training depends on, except for its updater and extensions.
struct TrainingState: Equatable {
  /// The number of updates made.
  var iteration = 0
  /// Computing time in seconds.
  var seconds = 0.0
  /// The first extension that has not run yet after this update.
  var nextExtension = 0
  /// The number of bytes in the log so far.
  var logByteCount = 0
  /// The state of `RandomGenerator.shared`.
  var random = RandomKey(seed: 0, counter: 0)
  /// The start of the run, in seconds since 1970.
  var started = 0.0
  /// How many ranks train together, and the updates that they are to make.
  var ranks = 1
  var total = 0
}

extension TrainingState {
  /// The state as metadata of a checkpoint. Doubles keep every bit.
  var fields: [String: String] {
    [
      "iteration": "\(iteration)", "seconds": "\(seconds.bitPattern)",
      "nextExtension": "\(nextExtension)", "logByteCount": "\(logByteCount)",
      "randomSeed": "\(random.seed)", "randomCounter": "\(random.counter)",
      "started": "\(started.bitPattern)", "ranks": "\(ranks)", "total": "\(total)",
    ]
  }

  /// - Throws: `InputError` naming `file` if a field is missing or invalid.
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
    // Checkpoints of earlier versions are of one process.
    if fields["ranks"] != nil { (ranks, total) = (try count("ranks"), try count("total")) }
    guard (0...1e12).contains(started) else {
      throw InputError(file, "is not a checkpoint: its start time is invalid")
    }
    nextExtension = try count("nextExtension")
    logByteCount = try value("logByteCount", as: Int.self)
    random = RandomKey(
      seed: try value("randomSeed", as: UInt64.self),
      counter: try value("randomCounter", as: UInt64.self))
  }
}
