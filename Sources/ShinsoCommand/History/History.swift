import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining

struct History: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs seven decades of neural networks and makes a page of them.",
    discussion: """
      EXAMPLE
        shinso history -o runs/history
      From the formal neuron of 1943 to rectified linear units, each system is trained for seconds; \
      with the default digits it takes a few minutes on two cores. The page has their pictures in \
      it, and their figures beside those of the papers, in English and Japanese. Interrupted, the \
      same command goes on where it stopped; what is finished is kept.
      """)

  @Option(
    "The folder for index.html and for the runs.", name: .shortAndLong, default: "runs/history",
    completion: .directory)
  var output: String?
  @Option(data: "Digits in MNIST's format") var data: DataName = "mnist-5k"
  @Flag("Make every run again, whatever the folder holds.") var again = false

  func run() throws {
    let folder = URL(filePath: output ?? "runs/history")
    guard Plot.isAvailable else {
      throw InputError(
        "history", "draws pictures by gnuplot, which is not installed (Debian: gnuplot-nox)")
    }
    let decades = try Decade.all(on: data)
    try checkOwn(folder, decades)
    try AtomicFile.makeFolder(folder)
    let page = folder.appending(path: "index.html")
    try AtomicFile.checkWritable(page)
    let results = try HistoryRun(folder: folder, again: again).results(of: decades)
    try decades.page(results, in: folder, data: data.title).write(to: page)
    Console.result(page.relativePath)
  }

  /// - Throws: `InputError` for a folder that holds other things and no history.
  private func checkOwn(_ folder: URL, _ decades: [Decade]) throws {
    let found = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let own = Set(decades.flatMap(\.steps).map(\.name) + ["index.html"])
    guard found.isEmpty || found.contains(where: own.contains) else {
      throw InputError(
        folder.relativePath, "holds other files and no history; name another folder by -o")
    }
  }
}
