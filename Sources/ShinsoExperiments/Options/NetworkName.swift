import ArgumentParser
import Foundation
import ShinsoZoo

/// What `--network` names: a network of the registry, a run, or files that hold a network.
struct NetworkName: ExpressibleByArgument, RecordedAsText, CustomStringConvertible, Sendable,
  Hashable
{
  let text: String

  init(_ text: String) { self.text = text }

  init?(argument: String) {
    if argument.isEmpty || argument.contains("\0") { return nil }
    text = argument
  }

  static let usual = NetworkName(PretrainedNetwork.defaultName)

  var description: String { text }
  var defaultValueDescription: String { text }

  /// A path made absolute, so that it means the same from anywhere; a name as it is.
  var recordedText: String {
    let isName = Networks.entries.contains { $0.name == text }
    let url = URL(filePath: text)
    return isName || !FileManager.default.fileExists(atPath: url.path)
      ? text : url.absoluteURL.standardizedFileURL.path
  }
}
