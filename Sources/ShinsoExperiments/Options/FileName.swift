import ArgumentParser
import Foundation

/// A file or folder on the command line. A record holds its absolute path, so that it means the same
/// from anywhere.
struct FileName: ExpressibleByArgument, RecordedAsText, CustomStringConvertible, Sendable, Hashable
{
  let text: String

  init?(argument: String) {
    if argument.isEmpty || argument.contains("\0") { return nil }
    text = argument
  }

  var description: String { text }
  var defaultValueDescription: String { text }
  var url: URL { URL(filePath: text) }
  var recordedText: String { url.absoluteURL.standardizedFileURL.path }
}
