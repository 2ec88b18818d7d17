import Foundation
import ShinsoTensor

/// Each rank sends the next one an empty message every second: if a host is switched off or its cable
/// pulled, MPI would wait for it for minutes.
struct SignsOfLife {
  private let mpi: OpenMPI
  private let channel: OpenMPI.Handle
  private let next: Int32
  private let former: Int32
  private var sending: OpenMPI.Handle?
  private var receiving: OpenMPI.Handle?
  private var isSending = false
  private var lastSent: ContinuousClock.Instant
  private var lastHeard: ContinuousClock.Instant
  private var lastLook: ContinuousClock.Instant

  private static let interval = Duration.seconds(1)
  private static let patience = Duration.seconds(15)

  init(_ mpi: OpenMPI, rank: Int, of count: Int) throws {
    self.mpi = mpi
    channel = try mpi.channel()
    next = Int32((rank + 1) % count)
    former = Int32((rank + count - 1) % count)
    let now = ContinuousClock.now
    (lastSent, lastHeard, lastLook) = (now, now, now)
    try receive()
  }

  private mutating func receive() throws {
    try mpi.check(mpi.startReceive(nil, 0, mpi.byte, former, 0, channel, &receiving))
  }

  /// - Throws: `InputError` if the rank before this one has been silent for too long.
  mutating func look() throws {
    let now = ContinuousClock.now
    // If this process itself has been stopped, the others may have sent meanwhile.
    if now - lastLook > Self.interval * 3 { lastHeard = now }
    lastLook = now
    guard now - lastSent >= Self.interval || now - lastHeard >= Self.interval else { return }
    var flag: Int32 = 0
    if isSending {
      try mpi.check(mpi.test(&sending, &flag, nil))
      isSending = flag == 0
    }
    if !isSending, now - lastSent >= Self.interval {
      try mpi.check(mpi.startSend(nil, 0, mpi.byte, next, 0, channel, &sending))
      (isSending, lastSent) = (true, now)
    }
    try mpi.check(mpi.test(&receiving, &flag, nil))
    if flag != 0 {
      lastHeard = now
      try receive()
    }
    guard now - lastHeard < Self.patience else {
      throw InputError(
        "MPI",
        "rank \(former) has given no sign of life for \(Self.patience.components.seconds) s; "
          + "its host or the way to it is down")
    }
  }

  /// Nothing more is expected.
  mutating func finish() {
    if isSending { _ = mpi.free(&sending) }
    _ = mpi.cancel(&receiving)
    _ = mpi.free(&receiving)
  }
}
