import Foundation
import ShinsoTensor
import Synchronization

/// Something that goes between all ranks, in steps: each starts one operation of MPI, and is over when that
/// is. The operation of step n goes through channel n, where those of all transfers keep their order; so
/// several may be on their way at once, and yet all ranks begin the same operations in the same order.
final class Transfer: @unchecked Sendable {
  /// Starts an operation through a channel.
  typealias Step = (_ channel: OpenMPI.Handle, _ request: OpenMPI.Out) throws -> Void

  private let steps: [Step]
  private let body: ((OpenMPI) throws -> Void)?
  private let done = DispatchSemaphore(value: 0)
  // Only the thread that calls MPI uses these.
  private(set) var started = 0
  private var request: OpenMPI.Handle?

  init(_ steps: [Step]) { (self.steps, body) = (steps, nil) }

  /// Calls of MPI that are complete when they return, in place of steps.
  init(calling body: @escaping (OpenMPI) throws -> Void) { (steps, self.body) = ([], body) }

  /// - Parameter limit: the steps that an earlier transfer has started, which must stay ahead.
  /// - Returns: whether it is complete.
  func advance(_ mpi: OpenMPI, _ channels: [OpenMPI.Handle], limit: Int) throws -> Bool {
    if let body {
      try body(mpi)
      done.signal()
      return true
    }
    while true {
      if started > 0 {
        var flag: Int32 = 0
        try mpi.check(mpi.test(&request, &flag, nil))
        if flag == 0 { return false }
        if started == steps.count {
          done.signal()
          return true
        }
      }
      guard started < limit else { return false }
      try steps[started](channels[started], &request)
      started += 1
    }
  }

  /// - Returns: whether it is complete; false if the time was not enough.
  func wait(seconds: Double) -> Bool { done.wait(timeout: .now() + seconds) == .success }

  static let mostSteps = 2
}
