import Synchronization

/// Notices two threads that compute at the same time, each with a team of its own: the results are
/// right, but both are slow. Only in debug builds.
enum CrossedTeams {
  #if DEBUG
    private static let isComputing = Atomic<Bool>(false)
  #endif

  @inline(__always) static func check<Result>(_ body: () -> Result) -> Result {
    #if DEBUG
      if isComputing.exchange(true, ordering: .acquiring) {
        stop("two threads compute at the same time; bring all work to ComputeThread")
      }
      defer { isComputing.store(false, ordering: .releasing) }
    #endif
    return body()
  }
}
