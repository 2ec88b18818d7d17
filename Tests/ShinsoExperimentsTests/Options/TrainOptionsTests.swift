import ArgumentParser
import Foundation
import Testing

@testable import ShinsoExperiments

/// The options of every system that trains.
@Suite struct TrainOptionsTests {
  private static let ids = Catalog.systems.filter { $0 is any Trainable.Type }.map { $0.about.id }

  /// A run is made again from its `config.json`, and goes on only with the options that it has.
  @Test(arguments: ids) func aRecordSaysEverything(id: String) throws {
    let system = try #require(Catalog.system(id))
    let record = try trainRecord(system, [])
    #expect(!record.values.isEmpty)
    #expect(try trainRecord(system, record.words) == record)
    let config = RunConfiguration(system: id, options: record.recorded)
    let read = try JSONDecoder().decode(RunConfiguration.self, from: config.data)
    #expect(read.system == id && read.options.values == record.recorded.values)
    #expect(try trainRecord(system, read.options.words) == record)
    // A record that lacks an option is as good as one with its default.
    for name in record.recorded.values.keys {
      var older = read.options
      older[name] = nil
      let file = URL(filePath: "config.json")
      #expect(try record.reading(older, from: file).recorded == record.recorded, "\(name)")
    }
    #expect(Set(record.recorded.values.keys).isDisjoint(with: ["output", "config", "resume"]))
  }

  /// What a resumed run may change is an option, or the change could not be asked for.
  @Test(arguments: ids) func whatMayChangeIsThere(id: String) throws {
    let system = try #require(Catalog.system(id))
    let record = try trainRecord(system, [])
    let all = record.changeable.union(record.unrecorded)
    #expect(all.isSuperset(of: ["plot", "output", "config"]))
    for name in all {
      let option = "--" + OptionRecord.optionName(name)
      #expect(!trainProblem(system, [option]).contains("Unknown option"), "\(option)")
    }
  }
}
