import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoCommand

@Suite struct DoctorTests {
  @Test func reports() throws {
    try Workplace.with { place in
      let report = try place.run("doctor", "--json").json()
      #expect(report["shinso"] as? String == Version.current)
      let processor = try #require(report["processor"] as? [String: Any])
      #expect((processor["model"] as? String)?.isEmpty == false)
      #expect(processor["usedInstructionSet"] as? String == Processor.usedInstructionSet.rawValue)
      #expect((report["threads"] as? Int ?? 0) > 0)
      #expect((report["gflops"] as? Double ?? 0) > 0.1)
      let memory = try #require(report["memory"] as? [String: Any])
      #expect((memory["bytes"] as? Int ?? 0) > 1 << 28)
      // What the binary is linked with is there; most of it tells its version.
      let libraries = try #require(report["libraries"] as? [[String: Any]])
      #expect(libraries.count == 11)
      for library in libraries where library["name"] as? String != "OpenMP runtime" {
        let file = try #require(library["file"] as? String, "\(library)")
        #expect(FileManager.default.fileExists(atPath: file))
      }
      let oneDNN = try #require(libraries.first { $0["name"] as? String == "oneDNN" })
      #expect((oneDNN["version"] as? String)?.hasPrefix("3.") == true)
      // The tests' PATH leads nowhere: every program is missing, none is needed. MeCab is a library.
      let programs = try #require(report["programs"] as? [[String: Any]])
      #expect(programs.count == 9)
      #if os(Linux)
        for program in programs where program["name"] as? String != "MeCab" {
          #expect(program["isFound"] as? Bool == false)
        }
      #endif
      #expect(programs.allSatisfy { ($0["without"] as? String)?.isEmpty == false })
    }
  }

  @Test func aBusyMachineIsTold() throws {
    #expect(LoadCheck(average: 3.9, cores: 4).advice == nil)
    #expect(LoadCheck(average: 4.1, cores: 4).advice?.contains("keep the cores busy") == true)
    try Workplace.with { place in
      let load = try place.run("doctor", "--json").json()["load"] as? [String: Any]
      #expect(try #require(load?["average"] as? Double) >= 0)
    }
  }

  @Test func cacheThatIsNotThereYet() throws {
    try Workplace.with { place in
      let outcome = try place.run("doctor")
      #expect(outcome.code == 0, "\(outcome)")
      #expect(outcome.output.contains("0 B in use"))
      #expect(outcome.output.contains("gnuplot is missing: no plots are drawn"))
      #expect(outcome.lines.allSatisfy { $0.last != " " })
      // It looks, and leaves nothing behind.
      #expect(try place.files(in: ".").isEmpty && !place.exists("cache"))
    }
  }

  @Test func cacheThatCannotBeUsed() throws {
    try Workplace.with { place in
      try place.write([1], to: "file")
      for json in [[], ["--json"]] {
        let outcome = try place.run(
          ["doctor"] + json, environment: ["SHINSO_CACHE": place.url("file/cache").path])
        expectError(outcome, 1, "file/cache", "SHINSO_CACHE")
        // The report comes all the same.
        #expect(outcome.output.contains(json.isEmpty ? "processor" : "\"processor\""))
      }
    }
  }

  @Test func aLowerInstructionSetIsTold() throws {
    try Workplace.with { place in
      let report = try place.run(
        ["doctor", "--json"], environment: ["SHINSO_ISA": "portable"]
      ).json()
      let processor = try #require(report["processor"] as? [String: Any])
      #expect(["SSE2", "NEON"].contains(processor["usedInstructionSet"] as? String))
      #expect(
        processor["bestInstructionSet"] as? String == Processor.bestInstructionSet.rawValue)
    }
  }

  @Test func theVersionHasOnePlace() throws {
    try Workplace.with { place in
      let version = try place.run("--version")
      #expect(version.output == "\(Version.current)\n")
    }
  }
}
