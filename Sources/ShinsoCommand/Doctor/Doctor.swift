import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoTensor

struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says what Shinso finds on this machine and what is missing.",
    discussion: """
      EXAMPLES
        shinso doctor
        shinso doctor --json
      Looks at the processor, the memory, the libraries, the programs that Shinso calls, and the \
      cache. Exits with an error only if something is missing without which Shinso cannot work.
      """)

  @Flag("One JSON object on standard output.") var json = false

  func run() throws {
    let report = DoctorReport()
    if json {
      try printJSON(report)
    } else {
      for line in DoctorListing(report).lines { print(line) }
    }
    if let problem = report.cache.problem { throw InputError(report.cache.path, problem) }
  }
}
