import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor

/// A program that Shinso calls, a font for what it draws, or a library that it works without; nothing
/// here is needed for training.
struct ProgramCheck: Encodable {
  let name: String
  let isFound: Bool
  let version: String?
  let file: String?
  /// The command that installs it; nil if it is there, or if no package manager is.
  let install: String?
  /// What does and does not work without it.
  let without: String

  /// The checks, in the order in which they are shown.
  static func all(environment: [String: String]) -> [ProgramCheck] {
    let tools = Tools(environment: environment)
    func check(
      _ name: String, _ found: (version: String?, file: String?)?, debian: String?,
      homebrew: String?, without: String
    ) -> ProgramCheck {
      ProgramCheck(
        name: name, isFound: found != nil, version: found?.version, file: found?.file,
        install: found == nil ? tools.installCommand(debian: debian, homebrew: homebrew) : nil,
        without: without)
    }
    return [
      check(
        "gnuplot", tools.found("gnuplot", ["--version"]), debian: "gnuplot-nox",
        homebrew: "gnuplot", without: "no plots are drawn; everything else works"),
      check(
        "Japanese font", tools.japaneseFont(), debian: "fonts-droid-fallback", homebrew: nil,
        without: "plots show empty boxes for Japanese text; everything else works"),
      check(
        "Graphviz", tools.found("dot", ["-V"]), debian: "graphviz", homebrew: "graphviz",
        without: "`shinso zoo show NET --svg` draws nothing; `--dot` and everything else work"),
      check(
        "MeCab", LinkedLibrary.mecab.map { (version: $0.version, file: $0.file) },
        debian: "libmecab2 mecab-ipadic-utf8", homebrew: "mecab mecab-ipadic",
        without: "Japanese is not divided into words (--tokenizer japanese); "
          + "everything else works"),
      check(
        "espeak-ng", tools.found("espeak-ng", ["--version"]), debian: "espeak-ng",
        homebrew: "espeak-ng",
        without: "spoken-digits, the data of dnn-hmm, is spoken by flite alone; with neither, "
          + "dnn-hmm needs recordings (--data FOLDER)"),
      check(
        "Open MPI", tools.found("mpirun", ["--version"]), debian: "openmpi-bin",
        homebrew: "open-mpi",
        without: "trainings have one process (Documentation/Clusters.md); everything else works"),
      check(
        "pip", tools.pip(), debian: "python3-pip", homebrew: "python3",
        without: "networks and data from the Python package index are not downloaded; "
          + "`--from FILE` takes files that you fetched yourself"),
      check(
        "curl", tools.found("curl", ["--version"]), debian: "curl", homebrew: "curl",
        without: "data with a web address are not downloaded; "
          + "`--from FILE` takes files that you fetched yourself"),
      check(
        tools.managerName, tools.manager.map { (version: nil, file: $0) }, debian: nil,
        homebrew: nil,
        without: "data from Debian's packages are not downloaded; install missing programs with "
          + "your system's package manager"),
    ]
  }
}
