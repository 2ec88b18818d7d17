import ArgumentParser
import ShinsoZoo
import Testing

@testable import ShinsoExperiments

@Suite struct NetworkOptionsTests {
  private func system(_ id: String) throws -> any System.Type { try #require(Catalog.system(id)) }

  @Test(arguments: [
    ("lenet", ["caffe", "original", "1989"]), ("resnet50", ["v1.5", "v1", "caffe"]),
    ("resnet20-cifar", ["A", "B", "plain"]),
    ("squeezenet", ["v1.1", "v1.0", "caffe-v1.1", "caffe-v1.0"]),
  ]) func areRecorded(id: String, variants: [String]) throws {
    let system = try system(id)
    #expect(try trainRecord(system, [])["variant"] == .text(variants[0]))
    for variant in variants {
      let record = try trainRecord(system, ["--variant", variant])
      #expect(record["variant"] == .text(variant))
      #expect(try trainRecord(system, record.words) == record)
    }
    let message = trainProblem(system, ["--variant", "x"])
    for variant in variants { #expect(message.contains(variant)) }
  }

  @Test func networksWithoutHaveNone() throws {
    for id in ["resnet18", "densenet121", "mlp"] {
      #expect(try trainRecord(system(id), [])["variant"] == nil)
      #expect(try trainProblem(system(id), ["--variant", "x"]).contains("Unknown option"))
    }
  }
}
