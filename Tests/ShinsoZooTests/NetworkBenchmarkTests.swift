import ShinsoTensor
import ShinsoZoo
import Testing

@Suite struct NetworkBenchmarkTests {
  @Test(arguments: [("lenet", "conv1"), ("mlp", "hidden.0")], [false, true])
  func timesEveryLayer(network: (name: String, layer: String), isTraining: Bool) throws {
    let report = try NetworkBenchmark(
      network: network.name, batchSize: 3, isTraining: isTraining, threads: nil, runs: 3
    ).run()
    #expect(report.medianMilliseconds > 0)
    #expect(report.peakMemoryBytes > 3 * 28 * 28 * 4)
    #expect(report.layers.map(\.name).contains(network.layer))
    let layers = report.layers.reduce(0) { $0 + $1.milliseconds }
    #expect(layers > 0)
    let rates = report.layers.compactMap(\.gflops)
    #expect(rates.allSatisfy { $0 > 0 && $0.isFinite })
    #expect(rates.count == (network.name == "lenet" ? 4 : 3))
    let lines = report.table.split(separator: "\n")
    #expect(lines.count == report.layers.count + 2)
    #expect(lines[1].hasPrefix("LAYER") && lines[1].contains("GFLOP/S"))
  }

  @Test func otherNetworksAreRefused() {
    let error = #expect(throws: InputError.self) {
      try NetworkBenchmark(
        network: "letnet", batchSize: 1, isTraining: false, threads: nil, runs: 1
      ).run()
    }
    #expect(error?.description.hasPrefix("letnet: unknown network; did you mean") == true)
  }
}
