import Foundation
import ShinsoFormats
import ShinsoTensor
import Synchronization

/// The processes that train together, as mpirun has started them. Each is a rank, from 0; the first one
/// alone writes and prints.
///
/// All of them call what is here in the same order, each with its own values.
public final class Ranks: Sendable {
  public let rank: Int
  public let count: Int
  let mpi: OpenMPI
  private let thread: RankThread
  private static let shared = Mutex<Ranks?>(nil)

  /// nil if this process works alone.
  public static var current: Ranks? { shared.withLock { $0 } }

  public var isFirst: Bool { rank == 0 }

  /// Whether this process writes files and prints: it works alone, or is the first rank.
  public static var writes: Bool { current?.isFirst ?? true }

  /// How gradients are summed.
  public static var reduction: Reduction {
    get { settings.withLock { $0.reduction } }
    set { settings.withLock { $0.reduction = newValue } }
  }

  /// Whether the ranks do not wait for each other.
  static var areAsynchronous: Bool { reduction == .asynchronous && current != nil }

  /// Whether the ranks divide each batch, so that they take as many samples together as one process
  /// would.
  public static var dividesBatches: Bool {
    get { settings.withLock { $0.dividesBatches } && current != nil }
    set { settings.withLock { $0.dividesBatches = newValue } }
  }

  private static let settings = Mutex((reduction: Reduction.ordered, dividesBatches: false))

  /// How much of a batch is this process's.
  public static func part(of batchSize: Int) -> Int {
    guard let ranks = current, dividesBatches else { return batchSize }
    return batchSize / ranks.count
  }

  /// How many updates make a pass over the data that takes `updates` by one process.
  public static func updates(perEpoch updates: Int) -> Int {
    guard let ranks = current, !dividesBatches, !areAsynchronous else { return updates }
    return (updates + ranks.count - 1) / ranks.count
  }

  // MARK: Beginning and end

  /// Joins the others, if mpirun has started several processes. The cores of a node are divided among its
  /// ranks.
  ///
  /// - Throws: `InputError` if MPI is missing or fails.
  public static func begin() throws {
    if RankEnvironment.isOfAnotherMPI() {
      throw InputError(
        "mpirun", "is not Open MPI's, and other implementations of MPI are not supported")
    }
    guard current == nil, let environment = RankEnvironment() else { return }
    let ranks = try Ranks(OpenMPI())
    guard ranks.count == environment.count else {
      throw InputError(
        "MPI",
        "knows \(counted(ranks.count, "rank")), not the \(environment.count) that were started; use "
          + "the mpirun of the Open MPI whose libmpi is found")
    }
    shared.withLock { $0 = ranks }
    Console.isSilent = !ranks.isFirst
    // With processes bound to cores, a process sees only its own.
    let own = max(Processor.coreCount / (isBound ? 1 : environment.localCount), 1)
    Processor.coreCount = own
    Threads.count = own
    let hosts = try ranks.gather(Data(hostName.utf8))
    Console.note(
      "\(counted(ranks.count, "rank")) on \(counted(Set(hosts).count, "host")), each with "
        + counted(own, "thread") + (isBound ? ", bound to cores" : ""))
  }

  private init(_ mpi: OpenMPI) throws {
    self.mpi = mpi
    let joined = DispatchSemaphore(value: 0)
    let place = Mutex((rank: 0, count: 1))
    thread = RankThread(
      mpi,
      ready: { rank, count in
        place.withLock { $0 = (rank, count) }
        joined.signal()
      },
      failed: { Ranks.fail("\($0)", 1) })
    joined.wait()
    (rank, count) = place.withLock { $0 }
  }

  /// Leaves the others, once all are here.
  public static func end() {
    guard let ranks = current else { return }
    _ = try? ranks.gather([0])
    ranks.thread.finish()
    shared.withLock { $0 = nil }
  }

  /// Whether mpirun has started several processes.
  public static var areStarted: Bool { RankEnvironment() != nil }

  /// Prints the error and ends the process; mpirun then ends the other ranks.
  public static func fail(_ message: String, _ code: Int32) -> Never {
    guard let own = RankEnvironment(), own.rank > 0 else {
      Console.error(message)
      // Without the farewells of MPI, for which the others would have to be there.
      if current != nil { _exit(code) }
      exit(code)
    }
    // Most errors are those of all ranks; then the first one has ended all before this.
    let start = ContinuousClock.now
    while ContinuousClock.now - start < .seconds(3) { usleep(10_000) }
    Console.error("rank \(own.rank) (\(hostName)): \(message)")
    _exit(code)
  }

  private static var hostName: String { ProcessInfo.processInfo.hostName }

  private static var isBound: Bool {
    sysconf(Int32(_SC_NPROCESSORS_ONLN)) > ProcessInfo.processInfo.activeProcessorCount
  }

  // MARK: Exchange

  /// What each rank gives, in their order.
  public func gather(_ own: Data) throws -> [Data] {
    let sizes = try gather([Double(own.count)]).map { Int($0[0]) }
    let total = sizes.reduce(0, +)
    guard total <= Int(Int32.max) else {
      throw InputError("MPI", "\(total) bytes are too many for one exchange between ranks")
    }
    let buffers = Buffers(sending: own, receiving: total, parts: sizes.map { Int32($0) })
    try finish(
      Transfer([
        { [mpi] channel, request in
          try mpi.check(
            mpi.startAllGatherOfCounts(
              buffers.sending.baseAddress, Int32(buffers.sending.count), mpi.byte,
              buffers.receiving.baseAddress, buffers.counts.baseAddress, buffers.places.baseAddress,
              mpi.byte, channel,
              request))
        }
      ]))
    return zip(sizes, buffers.places).map { size, place in
      Data(buffers.receiving[Int(place)..<Int(place) + size])
    }
  }

  /// The numbers of each rank, in their order; all give as many.
  public func gather(_ own: [Double]) throws -> [[Double]] {
    let size = own.count * MemoryLayout<Double>.stride
    let buffers = Buffers(
      sending: own.withUnsafeBytes { Data($0) }, receiving: size * count)
    try finish(
      Transfer([
        { [mpi] channel, request in
          try mpi.check(
            mpi.startAllGather(
              buffers.sending.baseAddress, Int32(size), mpi.byte, buffers.receiving.baseAddress,
              Int32(size), mpi.byte, channel, request))
        }
      ]))
    let all = buffers.receiving.withMemoryRebound(to: Double.self) { Array($0) }
    return (0..<count).map { Array(all[$0 * own.count..<($0 + 1) * own.count]) }
  }

  /// The first rank's bytes, on all ranks.
  ///
  /// - Parameter own: ignored on the others.
  public func broadcast(_ own: Data) throws -> Data {
    let size = Int(try gather([Double(own.count)])[0][0])
    var received = Data()
    for start in stride(from: 0, to: size, by: Self.piece) {
      let part = start..<min(start + Self.piece, size)
      let buffers =
        isFirst
        ? Buffers(
          sending: own[own.startIndex + part.lowerBound..<own.startIndex + part.upperBound],
          receiving: 0)
        : Buffers(sending: Data(), receiving: part.count)
      let bytes = isFirst ? buffers.sending : buffers.receiving
      try finish(
        Transfer([
          { [mpi] channel, request in
            try mpi.check(
              mpi.startBroadcast(
                bytes.baseAddress, Int32(bytes.count), mpi.byte, 0, channel, request))
          }
        ]))
      if !isFirst { received.append(contentsOf: bytes) }
      withExtendedLifetime(buffers) {}
    }
    return isFirst ? own : received
  }

  private static let piece = 1 << 28

  /// Runs calls of MPI on its thread.
  func call(_ body: @escaping (OpenMPI) throws -> Void) throws {
    try finish(Transfer(calling: body))
  }

  func start(_ transfer: Transfer) { thread.start(transfer) }

  /// Starts it, unless that is done, and waits.
  func finish(_ transfer: Transfer, started: Bool = false) throws {
    if !started { thread.start(transfer) }
    var signaled: ContinuousClock.Instant?
    while !thread.wait(for: transfer, seconds: 0.1) {
      // A rank that has ended cannot take part any more; mpirun then ends the others by a signal,
      // and by another one that cannot be caught a second later.
      guard StopSignal.isReceived else { continue }
      let now = ContinuousClock.now
      if let signaled, now - signaled > .seconds(0.5) {
        if isFirst {
          Console.error(
            "MPI: the ranks were stopped, and not all of them answer; what was saved last is whole")
        }
        _exit(1)
      }
      signaled = signaled ?? now
    }
  }
}

/// Memory that MPI reads and writes while a transfer is under way.
private final class Buffers: @unchecked Sendable {
  let sending: UnsafeMutableRawBufferPointer
  let receiving: UnsafeMutableRawBufferPointer
  /// Of each rank: how many bytes, and where they begin.
  let counts: UnsafeMutableBufferPointer<Int32>
  let places: UnsafeMutableBufferPointer<Int32>

  init(sending own: Data, receiving count: Int, parts: [Int32] = []) {
    sending = .allocate(byteCount: own.count, alignment: 64)
    own.copyBytes(to: sending)
    receiving = .allocate(byteCount: count, alignment: 64)
    counts = .allocate(capacity: parts.count)
    places = .allocate(capacity: parts.count)
    _ = counts.initialize(from: parts)
    _ = places.initialize(from: parts.indices.map { parts[..<$0].reduce(0, +) })
  }

  deinit {
    sending.deallocate()
    receiving.deallocate()
    counts.deallocate()
    places.deallocate()
  }
}
