import Foundation
import ShinsoFormats
import ShinsoTensor

/// Draws graphs by Graphviz's `dot`, which runs as a process.
struct Graphviz {
  private let tools = Subprocess(environment: ProcessInfo.processInfo.environment)

  /// Throws `InputError` that tells how to install it.
  init() throws {
    if tools.find("dot") == nil {
      throw InputError(
        "--svg", "Graphviz is not installed (Debian and Homebrew: graphviz); --dot needs nothing")
    }
  }

  /// Writes the drawing of a graph in the language of Graphviz.
  func write(_ graph: String, to url: URL) throws {
    let scratch = FileManager.default.temporaryDirectory
      .appending(path: "shinso-graph-\(UUID().uuidString)")
    try AtomicFile.makeFolder(scratch)
    defer { try? FileManager.default.removeItem(at: scratch) }
    let (input, output) = (scratch.appending(path: "graph"), scratch.appending(path: "picture"))
    try AtomicFile.write(Data(graph.utf8), to: input)
    let result = try tools.run("dot", ["-Tsvg", input.path], scratch: scratch, output: output)
    guard result.status == 0, let picture = try? Data(contentsOf: output), !picture.isEmpty else {
      throw InputError(url.path, "Graphviz cannot draw it: \(result.log.suffix(200))")
    }
    try AtomicFile.write(picture, to: url)
  }
}
