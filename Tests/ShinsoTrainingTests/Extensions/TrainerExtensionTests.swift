import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoTraining

@Suite(.serialized) struct TrainerExtensionTests: TrainerSuite {
  let folder = Self.newFolder

  /// What extensions did, in order.
  private final class Notes { var lines: [String] = [] }

  /// Notes its calls; may be stopped by a signal in the middle of one, before it did its work.
  private final class Probe: TrainerExtension {
    let name: String
    let trigger: Trigger
    private let notes: Notes
    private let stopsAt: Int?
    private var calls = 0

    init(_ name: String, _ trigger: Trigger, _ notes: Notes, stopsAt: Int? = nil) {
      self.name = name
      self.trigger = trigger
      self.notes = notes
      self.stopsAt = stopsAt
    }

    var state: [String: String] { ["calls": "\(calls)"] }

    func load(_ state: [String: String], from file: String) throws {
      calls = try #require(state["calls"].flatMap { Int($0) })
    }

    func begin(_ trainer: Trainer) { notes.lines.append("\(name) begins at \(trainer.iteration)") }

    func run(_ trainer: Trainer) throws {
      if trainer.iteration == stopsAt {
        TrainerExtensionTests.raiseHere(SIGINT)
        try trainer.checkForStop()
      }
      calls += 1
      notes.lines.append("\(name) \(trainer.iteration), call \(calls)")
    }

    func end(_ trainer: Trainer) { notes.lines.append("\(name) ends at \(trainer.iteration)") }
  }

  private func training(
    _ name: String, _ iterations: Int, _ notes: Notes, resume: Bool = false,
    stopsAt: [String: Int] = [:]
  ) throws -> TrainingResult {
    let triggers: [(String, Trigger)] = [
      ("a", .updates(2)), ("b", .everyEpoch), ("c", .updates(4)), ("d", .end), ("e", .epochs(2)),
    ]
    return try trainer(name, iterations, resume: resume) { setup in
      setup.own = triggers.map { Probe($0, $1, notes, stopsAt: stopsAt[$0]) }
    }.run()
  }

  @Test func runOnTheirTriggersInTheirOrder() throws {
    let notes = Notes()
    try withFolder { _ = try training("whole", 16, notes) }
    let calls = [
      "a 2, call 1", "a 4, call 2", "c 4, call 1", "a 6, call 3", "a 8, call 4", "b 8, call 1",
      "c 8, call 2", "a 10, call 5", "a 12, call 6", "c 12, call 3", "a 14, call 7",
      "a 16, call 8", "b 16, call 2", "c 16, call 4", "e 16, call 1",
    ]
    let names = ["a", "b", "c", "d", "e"]
    #expect(
      notes.lines == names.map { "\($0) begins at 0" } + calls + names.map { "\($0) ends at 16" })
  }

  /// Whichever of them a signal stops, all have run once when the resumed run is over, each knowing
  /// what it knew, and the training is that of a run that was never stopped.
  @Test(arguments: [["a": 8], ["b": 8], ["c": 8], ["e": 16], ["a": 4, "c": 12, "e": 16]])
  func runOnceThoughASignalComesBetweenThem(stopsAt: [String: Int]) throws {
    // A shell may have had it ignored.
    let former = signal(SIGINT, SIG_DFL)
    defer { signal(SIGINT, former) }
    try withFolder {
      let (whole, parts) = (Notes(), Notes())
      _ = try training("whole", 20, whole)
      var result = try training("parts", 20, parts, stopsAt: stopsAt)
      for (name, iteration) in stopsAt.sorted(by: { $0.value < $1.value }) {
        #expect(result.wasInterrupted && result.iterations == iteration)
        #expect(!parts.lines.contains { $0.hasPrefix("\(name) \(iteration),") })
        let later = stopsAt.filter { $0.value > iteration }
        result = try training("parts", 20, parts, resume: true, stopsAt: later)
      }
      #expect(result.end == .complete)
      func calls(_ notes: Notes) -> [String] { notes.lines.filter { $0.contains("call") } }
      #expect(calls(parts) == calls(whole))
      for file in ["model.safetensors", "best.safetensors"] {
        #expect(try bytes("whole", file) == bytes("parts", file))
      }
      #expect(try plainLog("whole") == plainLog("parts"))
    }
  }

  /// In the middle of an evaluation, after the line of the log and before that of the layers.
  @Test(arguments: [(8, 1), (20, 1), (20, 3)])
  func noLineIsLostOrTwice(evaluation: Int, logEvery: Int) throws {
    let former = signal(SIGINT, SIG_DFL)
    defer { signal(SIGINT, former) }
    func training(_ name: String, resume: Bool = false, pass: Int? = nil) throws -> TrainingResult {
      try trainer(
        name, 20, resume: resume,
        change: {
          $0.statistics = true
          $0.options.logEvery = logEvery
        },
        onPass: { if $0 == pass { Self.raiseHere(SIGINT) } }
      ).run()
    }
    try withFolder {
      _ = try training("whole")
      // Two passes an evaluation, after updates 8, 16 and, out of turn, 20.
      let stopped = try training("parts", pass: evaluation == 8 ? 9 : 25)
      #expect(stopped.wasInterrupted && stopped.iterations == evaluation)
      #expect(try training("parts", resume: true).end == .complete)
      #expect(try plainLog("whole") == plainLog("parts"))
      #expect(try bytes("whole") == bytes("parts"))
    }
  }

  /// The log without what differs from run to run.
  private func plainLog(_ name: String) throws -> String {
    String(decoding: try bytes(name, "log.jsonl"), as: UTF8.self)
      .replacing(/"seconds":[0-9.e-]+/, with: "")
  }

  @Test func oneThatIsNewStartsAtItsBeginning() throws {
    try withFolder {
      _ = try trainer("run", 8).run()
      let notes = Notes()
      _ = try training("run", 12, notes, resume: true)
      #expect(notes.lines.contains("a 10, call 1"))
    }
  }

  @Test(arguments: [
    (Trigger.everyUpdate, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), (.updates(5), [5, 10]),
    (.everyEpoch, [4, 8, 12]), (.epochs(2), [8]), (.end, []),
    (.updates(0), Array(1...12)), (.epochs(0), [4, 8, 12]),
  ]) func triggers(trigger: Trigger, updates: [Int]) {
    #expect((1...12).filter { trigger.fires(after: $0, updatesPerEpoch: 4) } == updates)
  }
}
