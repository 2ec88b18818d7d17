import ArgumentParser
import Foundation
import ShinsoFormats
import ShinsoZoo

/// `--sample` of pictures at which a network looks.
package struct SampleOptions: ParsableArguments {
  @Option(
    name: [.customLong("sample"), .customLong("samples")], parsing: .upToNextOption,
    help: "Pictures, or folders with pictures in them and below. (needed)", completion: .file())
  var samples: [String] = []

  /// What fits on a sheet.
  private static let most = 12

  package init() {}

  package func validate() throws {
    if samples.isEmpty { throw ValidationError("--sample: name one picture or more") }
  }

  func load(_ view: NetworkView) throws -> [NetworkView.Sample] {
    let pictures = try PictureFiles.readable(samples)
    if pictures.count > Self.most {
      Console.note("the first \(Self.most) of \(pictures.count) pictures are shown")
    }
    return try pictures.prefix(Self.most).map(view.sample)
  }
}
