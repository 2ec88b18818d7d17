import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining

/// One system of the catalog: a model, its data, its recipe and what it shows.
public protocol System: Sendable {
  var id: String { get }
  /// The year of the work it stands for.
  var year: Int { get }
  var title: String { get }
  /// The data used unless `--data` names other: an id of the data catalog, or what to give.
  var defaultData: String { get }
  /// What a run is expected to show.
  var expectation: String { get }
  /// What it can do, and for each command the options that mean something to it; others are
  /// refused.
  var options: [SystemCommand: Set<SystemOption>] { get }

  func train(_ request: Request) throws
  func evaluate(_ request: Request) throws -> Report
  func predict(_ request: Request, samples: [URL], top: Int) throws -> [Prediction]
}

extension System {
  public var commands: Set<SystemCommand> { Set(options.keys) }

  /// - Throws: `OptionError` for an option that means nothing to a command of this system.
  public func check(
    _ given: Set<SystemOption>, for command: SystemCommand
  ) throws(OptionError) {
    // What the system cannot do it says itself.
    guard let known = options[command] else { return }
    guard let wrong = given.subtracting(known).min(by: { $0.rawValue < $1.rawValue }) else {
      return
    }
    let names = known.map { "--\($0.rawValue)" }.sorted().joined(separator: ", ")
    throw OptionError(
      wrong, problem: "`\(command.rawValue) \(id)` has no such option; it has \(names)")
  }

  public func train(_ request: Request) throws { throw unavailable(.train) }
  public func evaluate(_ request: Request) throws -> Report { throw unavailable(.evaluate) }
  public func predict(_ request: Request, samples: [URL], top: Int) throws -> [Prediction] {
    throw unavailable(.predict)
  }

  private func unavailable(_ command: SystemCommand) -> InputError {
    InputError(
      id,
      "cannot \(command.rawValue); it can "
        + commands.map(\.rawValue).sorted().joined(separator: " and "))
  }
}

public enum SystemCommand: String, Sendable, CaseIterable { case train, evaluate, predict }
