import Foundation
import ShinsoTensor

/// The functions of Open MPI that ranks need, looked up when the program runs: a program that was built
/// where it is absent works without it.
///
/// Its handles are addresses of its own variables, which `mpi.h` names by macros: `MPI_FLOAT` is
/// `&ompi_mpi_float`. Other implementations of MPI have numbers there; they are refused.
struct OpenMPI: @unchecked Sendable {
  typealias Handle = UnsafeMutableRawPointer
  typealias Out = UnsafeMutablePointer<Handle?>
  typealias Number = UnsafeMutablePointer<Int32>

  let world: Handle
  let byte: Handle
  let float: Handle
  let sum: Handle
  let long: Handle
  /// An operation that only reads what is there.
  let reading: Handle
  private let noInfo: Handle
  private let returningErrors: Handle

  let initialize: @convention(c) (Number?, Handle?, Int32, Number) -> Int32
  let finalize: @convention(c) () -> Int32
  let rank: @convention(c) (Handle, Number) -> Int32
  let size: @convention(c) (Handle, Number) -> Int32
  let duplicate: @convention(c) (Handle, Out) -> Int32
  let abort: @convention(c) (Handle, Int32) -> Int32
  private let setErrorHandler: @convention(c) (Handle, Handle) -> Int32
  private let errorString: @convention(c) (Int32, UnsafeMutablePointer<CChar>, Number) -> Int32
  let test: @convention(c) (Out, Number, Handle?) -> Int32
  let cancel: @convention(c) (Out) -> Int32
  let free: @convention(c) (Out) -> Int32
  let startSend: @convention(c) (Handle?, Int32, Handle, Int32, Int32, Handle, Out) -> Int32
  let startReceive: @convention(c) (Handle?, Int32, Handle, Int32, Int32, Handle, Out) -> Int32
  let startBroadcast: @convention(c) (Handle?, Int32, Handle, Int32, Handle, Out) -> Int32
  let startAllReduce: @convention(c) (Handle?, Handle?, Int32, Handle, Handle, Handle, Out) -> Int32
  let startAllToAll:
    @convention(c) (Handle?, Int32, Handle, Handle?, Int32, Handle, Handle, Out) -> Int32
  let startAllGather:
    @convention(c) (Handle?, Int32, Handle, Handle?, Int32, Handle, Handle, Out) -> Int32
  let startAllGatherOfCounts:
    @convention(c) (Handle?, Int32, Handle, Handle?, Number?, Number?, Handle, Handle, Out) -> Int32

  // One-sided: a window is memory that other ranks read and change without this one's help.
  private let allocateWindow: @convention(c) (Int, Int32, Handle, Handle, Handle, Out) -> Int32
  let freeWindow: @convention(c) (Out) -> Int32
  let lockAll: @convention(c) (Int32, Handle) -> Int32
  let unlockAll: @convention(c) (Handle) -> Int32
  let flush: @convention(c) (Int32, Handle) -> Int32
  let accumulate:
    @convention(c) (Handle?, Int32, Handle, Int32, Int, Int32, Handle, Handle, Handle) -> Int32
  let getAndAccumulate:
    @convention(c) (
      Handle?, Int32, Handle, Handle?, Int32, Handle, Int32, Int, Int32, Handle, Handle, Handle
    ) -> Int32

  /// `MPI_IN_PLACE`
  static var inPlace: Handle? { Handle(bitPattern: 1) }
  /// `MPI_THREAD_FUNNELED`: one thread calls.
  static let oneThread: Int32 = 1

  private static let names = ["libmpi.so.40", "libmpi.so", "libmpi.40.dylib", "libmpi.dylib"]
  private static let advice =
    "install Open MPI (libopenmpi3 and openmpi-bin; open-mpi with Homebrew)"

  /// - Throws: `InputError` if it is not installed, or another MPI is.
  init() throws(InputError) {
    let opened = Self.names.lazy.compactMap { dlopen($0, RTLD_NOW | RTLD_GLOBAL) }.first
    guard let library = opened else {
      throw InputError("mpirun", "started this program, but there is no libmpi; \(Self.advice)")
    }
    func address(_ name: String) throws(InputError) -> Handle {
      guard let found = dlsym(library, name) else {
        throw InputError("libmpi", "is not Open MPI's (it has no \(name)); \(Self.advice)")
      }
      return found
    }
    func function<T>(_ name: String) throws(InputError) -> T {
      unsafeBitCast(try address(name), to: T.self)
    }
    world = try address("ompi_mpi_comm_world")
    byte = try address("ompi_mpi_byte")
    float = try address("ompi_mpi_float")
    sum = try address("ompi_mpi_op_sum")
    long = try address("ompi_mpi_long_long_int")
    reading = try address("ompi_mpi_op_no_op")
    noInfo = try address("ompi_mpi_info_null")
    allocateWindow = try function("MPI_Win_allocate")
    freeWindow = try function("MPI_Win_free")
    lockAll = try function("MPI_Win_lock_all")
    unlockAll = try function("MPI_Win_unlock_all")
    flush = try function("MPI_Win_flush")
    accumulate = try function("MPI_Accumulate")
    getAndAccumulate = try function("MPI_Get_accumulate")
    returningErrors = try address("ompi_mpi_errors_return")
    initialize = try function("MPI_Init_thread")
    finalize = try function("MPI_Finalize")
    rank = try function("MPI_Comm_rank")
    size = try function("MPI_Comm_size")
    duplicate = try function("MPI_Comm_dup")
    abort = try function("MPI_Abort")
    setErrorHandler = try function("MPI_Comm_set_errhandler")
    errorString = try function("MPI_Error_string")
    test = try function("MPI_Test")
    cancel = try function("MPI_Cancel")
    free = try function("MPI_Request_free")
    startSend = try function("MPI_Isend")
    startReceive = try function("MPI_Irecv")
    startBroadcast = try function("MPI_Ibcast")
    startAllReduce = try function("MPI_Iallreduce")
    startAllToAll = try function("MPI_Ialltoall")
    startAllGather = try function("MPI_Iallgather")
    startAllGatherOfCounts = try function("MPI_Iallgatherv")
  }

  /// A communicator of its own, so that what goes through it meets nothing else.
  func channel() throws(InputError) -> Handle {
    var copy: Handle?
    try check(duplicate(world, &copy))
    guard let copy else { throw InputError("MPI", "gave no communicator") }
    try check(setErrorHandler(copy, returningErrors))
    return copy
  }

  /// Memory for `count` elements that all ranks may change; all make such a window at the same time.
  func window(
    count: Int, elementSize: Int
  ) throws(InputError) -> (window: Handle, memory: Handle) {
    var (memory, window): (Handle?, Handle?)
    let bytes = max(count, 1) * elementSize
    try check(
      withUnsafeMutablePointer(to: &memory) {
        allocateWindow(bytes, Int32(elementSize), noInfo, world, Handle($0), &window)
      })
    guard let window, let memory else { throw InputError("MPI", "gave no window") }
    return (window, memory)
  }

  func check(_ code: Int32) throws(InputError) {
    guard code != 0 else { return }
    var text = [CChar](repeating: 0, count: 1024)
    var length: Int32 = 0
    _ = errorString(code, &text, &length)
    let bytes = text.prefix(Int(max(length, 0))).map { UInt8(bitPattern: $0) }
    throw InputError("MPI", String(decoding: bytes, as: UTF8.self))
  }
}
