import ArgumentParser
import ShinsoModels

extension WindowPooling.Kind: ExpressibleByArgument {}

/// The windows of a picture and what is computed of them.
struct WindowOptions: ParsableArguments {
  static let mostPixels = 2048
  static let finestLevel = 16
  static let limits = 10...10_000

  @Option("Windows of a picture.", in: limits) var windows = 600
  @Option(
    "Short sides of the picture for the network; of several, each window takes the one where it is "
      + "nearest 224 x 224.", in: .each(.range(64...mostPixels)))
  var scales: CommaList<Int> = [720]
  @Option("Bins of the pyramid's levels each way.", in: .each(.range(1...finestLevel)))
  var pyramid: CommaList<Int> = [6, 3, 2, 1]
  @Option("What a bin keeps of its cells.") var pool = WindowPooling.Kind.max

  var settings: WindowSettings {
    WindowSettings(
      scales: scales.values, pooling: WindowPooling(levels: pyramid.values, kind: pool),
      limit: windows)
  }
}
