import Foundation

/// What mpirun, or SLURM's srun, tells the processes that it starts.
struct RankEnvironment: Equatable {
  let rank: Int
  let count: Int
  /// Among the ranks of the same node.
  let localRank: Int
  let localCount: Int

  /// Whether the mpirun of another MPI, which is not supported, has started several processes.
  static func isOfAnotherMPI(
    _ environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> Bool {
    RankEnvironment(environment) == nil && environment["OMPI_COMM_WORLD_SIZE"] == nil
      && environment["PMI_SIZE"].flatMap { Int($0) }.map { $0 > 1 } == true
  }

  /// - Returns: nil if nothing started several processes.
  init?(_ environment: [String: String] = ProcessInfo.processInfo.environment) {
    func number(_ names: String...) -> Int? {
      names.lazy.compactMap { environment[$0].flatMap { Int($0) } }.first
    }
    // SLURM sets its variables for a shell that starts mpirun as well; only PMIx makes it a rank.
    let count =
      number("OMPI_COMM_WORLD_SIZE")
      ?? (environment["PMIX_RANK"] == nil ? nil : number("SLURM_NTASKS", "SLURM_NPROCS"))
    guard let count, count > 1,
      let rank = number("OMPI_COMM_WORLD_RANK", "PMIX_RANK", "SLURM_PROCID"),
      (0..<count).contains(rank)
    else { return nil }
    self.count = count
    self.rank = rank
    localCount = max(
      number("OMPI_COMM_WORLD_LOCAL_SIZE")
        ?? environment["SLURM_TASKS_PER_NODE"].flatMap { Int($0.prefix(while: \.isNumber)) } ?? 1, 1
    )
    localRank = number("OMPI_COMM_WORLD_LOCAL_RANK", "SLURM_LOCALID") ?? 0
  }
}
