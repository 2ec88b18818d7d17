import Testing

@testable import ShinsoTraining

struct RankEnvironmentTests {
  @Test func mpirunTellsRanks() throws {
    let found = try #require(
      RankEnvironment([
        "OMPI_COMM_WORLD_SIZE": "4", "OMPI_COMM_WORLD_RANK": "3",
        "OMPI_COMM_WORLD_LOCAL_SIZE": "2", "OMPI_COMM_WORLD_LOCAL_RANK": "1",
      ]))
    #expect((found.rank, found.count) == (3, 4))
    #expect((found.localRank, found.localCount) == (1, 2))
  }

  @Test func slurmTellsThemWithPMIx() throws {
    let variables = [
      "SLURM_NTASKS": "8", "SLURM_PROCID": "5", "SLURM_LOCALID": "1",
      "SLURM_TASKS_PER_NODE": "2(x4)",
    ]
    // The shell of a job has these as well, and is no rank.
    #expect(RankEnvironment(variables) == nil)
    let found = try #require(RankEnvironment(variables.merging(["PMIX_RANK": "5"]) { $1 }))
    #expect((found.rank, found.count) == (5, 8))
    #expect((found.localRank, found.localCount) == (1, 2))
  }

  @Test func anotherMPIIsTold() {
    #expect(RankEnvironment.isOfAnotherMPI(["PMI_SIZE": "2", "PMI_RANK": "1"]))
    for variables in [
      [:], ["PMI_SIZE": "1", "PMI_RANK": "0"],
      ["PMI_SIZE": "2", "OMPI_COMM_WORLD_SIZE": "2", "OMPI_COMM_WORLD_RANK": "0"],
    ] { #expect(!RankEnvironment.isOfAnotherMPI(variables)) }
  }

  @Test(arguments: [
    [:], ["OMPI_COMM_WORLD_SIZE": "1", "OMPI_COMM_WORLD_RANK": "0"],
    ["OMPI_COMM_WORLD_SIZE": "2"], ["OMPI_COMM_WORLD_SIZE": "2", "OMPI_COMM_WORLD_RANK": "2"],
    ["OMPI_COMM_WORLD_SIZE": "two", "OMPI_COMM_WORLD_RANK": "0"],
  ]) func oneProcessWorksAlone(variables: [String: String]) {
    #expect(RankEnvironment(variables) == nil)
  }
}
