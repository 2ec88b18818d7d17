import ArgumentParser
import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor

/// What `--data` names: a set of the catalog by its id, or files by their path.
public struct DataName: ExpressibleByArgument, ExpressibleByStringLiteral, RecordedAsText, Sendable,
  Hashable, CustomStringConvertible
{
  public let text: String

  public init(_ text: String) { self.text = text }
  public init(stringLiteral text: String) { self.text = text }

  public init?(argument: String) {
    if argument.isEmpty || argument.contains("\0") { return nil }
    text = argument
  }

  public var description: String { text }
  public var defaultValueDescription: String { text }

  /// The catalog's entry of that id.
  public var entry: DataEntry? { DataCatalog.entries.first { $0.id == text } }

  public var url: URL { URL(filePath: text) }

  /// `-`, for systems that read text.
  var isStandardInput: Bool { text == "-" }

  /// A path made absolute, so that it means the same from anywhere; an id as it is.
  public var recordedText: String {
    if entry != nil || self == .scenes || text.isEmpty || isStandardInput { return text }
    return url.absoluteURL.standardizedFileURL.path
  }

  /// - Throws: `InputError` if it is neither a set of the catalog nor a path that leads somewhere.
  func checkExists() throws {
    if entry != nil || FileManager.default.fileExists(atPath: url.path) { return }
    if let files = try? PackedFile.files(below: url), !files.isEmpty { return }
    throw InputError(
      "--data \(text)", "no such folder, and no data set of that name (shinso data list)")
  }

  /// The folder of a set of the catalog, which is fetched if it is not there; nil for a path. Where
  /// something here has the same name, says which of both is taken.
  ///
  /// - Throws: `InputError` if it cannot be had. Something of the same name in the current folder may
  ///   have been meant.
  func fetched() throws -> URL? {
    guard let entry else { return nil }
    let isHere = FileManager.default.fileExists(atPath: url.path)
    if isHere {
      Console.note("--data \(text): the data set of that name; what is here has the name ./\(text)")
    }
    do {
      return try Fetching.folder(entry.entry)
    } catch let error as InputError where isHere {
      throw InputError(
        error.subject,
        "\(error.problem); for \(text) in the current folder, give --data ./\(text)")
    }
  }

  /// For titles: an id, or the last part of a path.
  public var title: String { url.lastPathComponent }

  /// Whether two names lead to the same data, by symbolic links too.
  public func isSame(as other: DataName) -> Bool {
    func place(_ name: DataName) -> String {
      name.entry != nil || name == .scenes
        ? name.text : name.url.absoluteURL.resolvingSymlinksInPath().path
    }
    return place(self) == place(other)
  }
}

extension Option where Value == DataName {
  /// `--data` of a system that has a default.
  public init(
    wrappedValue: DataName, data help: String, name: NameSpecification = .long
  ) {
    self.init(
      wrappedValue: wrappedValue, name: name,
      help: "\(help): a name of `shinso data list`, or a path.", completion: .file())
  }
}
