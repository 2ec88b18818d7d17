import Foundation
import ShinsoFormats
import ShinsoTensor

/// What ranks that train together do otherwise than a process alone.
extension Trainer {
  /// The scores on the held-out data, on all ranks.
  func evaluate() throws -> Scores? {
    guard let ranks, !Ranks.areAsynchronous else { return try updater.evaluate(checkForStop) }
    if updater.sharesEvaluation {
      return try RankState(updater).withFirst(of: ranks) { try updater.evaluate(checkForStop) }
    }
    let found = try ranks.fromFirst(bytes: {
      Data((try updater.evaluate(checkForStop)?.json ?? "").utf8)
    })
    return Scores(json: String(decoding: found, as: UTF8.self))
  }

  /// Trains on the first rank, and hands what it has learned to the others.
  func runOnFirst(of ranks: Ranks) throws -> TrainingResult {
    var result: TrainingResult?
    let learned = try ranks.fromFirst(bytes: {
      let own = try runHere()
      result = own
      return try PropertyListEncoder().encode(
        Learned(
          result: own, state: SafetensorsFile.data(updater.state),
          random: [RandomGenerator.shared.key.seed, RandomGenerator.shared.key.counter]))
    })
    if let result { return result }
    let received = try PropertyListDecoder().decode(Learned.self, from: learned)
    let source = MemorySource([UInt8](received.state), name: "the first rank")
    try updater.load(SafetensorsFile(source).tensors(), from: source.name)
    RandomGenerator.shared.key = RandomKey(seed: received.random[0], counter: received.random[1])
    return received.result
  }

  private struct Learned: Codable {
    let result: TrainingResult
    let state: Data
    /// The seed and the counter of the shared generator.
    let random: [UInt64]
  }

  /// The first rank has the files; the others get the checkpoint from it.
  func start(_ ranks: Ranks) throws {
    // Each rank has dropout of its own.
    if !ranks.isFirst {
      var generator = SplitMix64(options.seed, UInt64(ranks.rank))
      RandomGenerator.shared.key = RandomKey(seed: generator.next(), counter: 1 << 32)
    }
    let checkpoint = try ranks.fromFirst(bytes: {
      try startAlone()
      guard let folder, options.resume, folder.hasCheckpoint else { return Data() }
      return try Data(contentsOf: folder.checkpoint)
    })
    if checkpoint.isEmpty { return }
    let name = "the first rank's checkpoint"
    let file = try SafetensorsFile(MemorySource([UInt8](checkpoint), name: name))
    if !ranks.isFirst {
      state = try Checkpoint(updater).load(file, name, extensions)
      adapt()
    }
    // Other ranks stood elsewhere in the data.
    if file.metadata["ranks"] == "\(ranks.count)",
      let own = try RankState.bytes(of: ranks.rank, in: file)
    {
      try RankState(updater).load(own)
    }
  }

  /// Of a run that others have begun: where so many ranks stand after as many passes over the data.
  func adapt() {
    let (made, ranks) = (state, self.ranks?.count ?? 1)
    (state.ranks, state.total) = (ranks, options.iterations)
    guard made.ranks != ranks else { return }
    // Whoever asks for passes over the data asks for fewer updates of more ranks.
    let passes = Double(options.iterations * ranks) / Double(max(made.total * made.ranks, 1))
    if abs(passes - 1) < 0.05 {
      state.iteration = min(made.iteration * made.ranks / ranks, options.iterations)
    }
    say(
      "\(counted(made.ranks, "rank")) made the checkpoint, \(counted(ranks, "rank")) go on: the order of "
        + "the samples is another one from here")
  }

  /// Updates of ranks that do not wait for each other.
  func updates(
    of shared: any AsynchronousUpdater, _ ranks: Ranks
  ) throws -> TrainingResult.End {
    let (started, before) = (ContinuousClock.now, state.seconds)
    try shared.begin(at: state.iteration)
    worksAlone = true
    do {
      while state.iteration < options.iterations, !shared.stops {
        if let limit = options.timeLimit, state.seconds >= limit { stopReason = .timeLimit }
        try checkForStop()
        if stopReason != nil { break }
        for one in extensions where runs(one) { try one.prepare(self) }
        log.add(try measure { try updater.update(state.iteration) })
        try files?.publish()
        let last = state.iteration
        state.iteration = min(shared.updatesOfAll, options.iterations)
        state.seconds = before + (ContinuousClock.now - started) / .seconds(1)
        if state.iteration > last { try runExtensions(from: 0, since: last) }
      }
    } catch is Stopped {}
    if signal?.received != nil || stopReason != nil { try shared.stop() }
    worksAlone = false
    try agree(ranks)
    state.iteration = min(try shared.finish(), options.iterations)
    try checkForStop()
    return stopReason ?? .complete
  }

  /// What the first rank knows all must know before the next update.
  func agree(_ ranks: Ranks) throws {
    let reason = stopReason.flatMap(TrainingResult.End.allCases.firstIndex) ?? -1
    let all = try ranks.gather([
      Double(signal?.received ?? 0), Double(reason), wantsCheckpoint ? 1 : 0,
    ])
    sharedSignal = all.lazy.map { Int32($0[0]) }.first { $0 != 0 }
    if all[0][1] >= 0 { stopReason = TrainingResult.End.allCases[Int(all[0][1])] }
    if all[0][2] > 0 {
      wantsCheckpoint = false
      try save()
    }
  }
}
