import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoTensor

struct Serve: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Opens a web page on which everything that was trained can be tried.",
    discussion: """
      EXAMPLES
        shinso serve
        shinso serve --port 9000 --runs runs
      Photographs, words, writing, translation, sentences, sound, the curves of runs, and the catalog, \
      each also as JSON; /openapi.json describes it. A program of its own serves, which `make server` \
      builds.
      """)

  @OptionGroup var options: ServeOptions

  func run() throws {
    // A link to this program may lie anywhere.
    guard let program = Bundle.main.executableURL?.resolvingSymlinksInPath(),
      let server = ServerProgram(besides: program)
    else {
      throw InputError(
        "serve", "there is no \(ServerProgram.name) yet; build it by `make server` in the checkout")
    }
    let words = CommandLineWords.all.drop { $0 != "serve" }.dropFirst()
    throw InputError(server.file.path, "cannot be started: \(server.run(Array(words)))")
  }
}
