import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoFormats
import ShinsoZoo

struct ZooShare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "share", abstract: "Copies networks of the cache into a folder for others.",
    discussion: """
      EXAMPLE
        shinso zoo share flowers birds -o shared/
        (cd shared && python3 -m http.server 8000)
      Others then name the folder or its address: shinso zoo get flowers --entries \
      http://server:8000/, or SHINSO_ZOO=http://server:8000/ for every command. The folder keeps what \
      was shared before. Mind the licenses.
      """)
  @Argument(help: "Names of `shinso zoo list` that are in the cache and not Shinso's own.")
  var ids: [String]
  @Option(name: .shortAndLong, help: "The folder. (needed)", completion: .directory)
  var output: String

  func run() throws {
    let folder = URL(filePath: output, directoryHint: .isDirectory)
    for id in ids { try SharedZoo(folder).add(id, from: Cache()) }
    print(folder.appending(path: UserEntries.fileName).path)
  }
}
