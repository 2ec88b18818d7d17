import ShinsoTensor
import Testing

@testable import ShinsoExperiments

@Suite struct NetworkBenchmarkTests {
  @Test(arguments: [false, true]) func timesEveryLayer(isTraining: Bool) throws {
    let report = try NetworkBenchmark(
      network: "lenet", batchSize: 3, isTraining: isTraining, threads: nil, runs: 3
    ).run()
    #expect(report.medianMilliseconds > 0)
    #expect(report.peakMemoryBytes > 3 * 28 * 28 * 4)
    #expect(report.layers.map(\.name).contains("conv1"))
    let layers = report.layers.reduce(0) { $0 + $1.milliseconds }
    #expect(layers > 0)
    #expect(report.layers.allSatisfy { $0.gflops >= 0 && $0.gflops.isFinite })
    #expect(report.table.split(separator: "\n").count == report.layers.count + 1)
  }

  @Test func otherNetworksAreRefused() {
    #expect(throws: InputError.self) { try NetworkBenchmark.checkName("alexnet") }
  }
}
