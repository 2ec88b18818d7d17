import Foundation
import ShinsoData
import ShinsoTensor

/// The lines of a text. Those of a file are read at once, as a training reads it: gzip too, in UTF-8,
/// UTF-16, Shift_JIS or EUC-JP. Those of standard input, in UTF-8, come one at a time, so that there
/// may be any number of them and a pipe is answered as it goes.
final class LineReader {
  private static let longest = 1 << 20

  let name: String
  private let handle: FileHandle
  private var buffer: [UInt8] = []
  private var isAtEnd = false
  private var number = 0
  /// Of a file, what is still to come; nil for a pipe.
  private var rest: ArraySlice<Substring>?

  /// - Parameter path: nil for standard input.
  /// - Throws: `InputError` if the file cannot be read, or is not text.
  convenience init(_ path: String?) throws {
    guard let path else {
      self.init(.standardInput, name: "standard input")
      return
    }
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    if exists, isFolder.boolValue { throw InputError(path, "is a folder; name a file") }
    self.init(.nullDevice, name: path)
    let text = try TextFile(URL(filePath: path)).text
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    rest = text.isEmpty || text.hasSuffix("\n") ? lines.dropLast() : lines[...]
  }

  init(_ handle: FileHandle, name: String) {
    self.handle = handle
    self.name = name
  }

  /// The next line and its number, from 1; nil at the end.
  ///
  /// - Throws: `InputError` if it is not UTF-8, or longer than a mebibyte.
  func next() throws -> (text: String, number: Int)? {
    if rest != nil {
      number += 1
      return rest?.popFirst().map { (String($0), number) }
    }
    var end = buffer.firstIndex(of: UInt8(ascii: "\n"))
    while end == nil, !isAtEnd {
      let searched = buffer.count
      let data: Data
      do {
        data = try handle.read(upToCount: 1 << 16) ?? Data()
      } catch {
        throw InputError(name, "cannot be read: \(error.localizedDescription)")
      }
      isAtEnd = data.isEmpty
      buffer += data
      end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n"))
      guard (end ?? buffer.count) <= Self.longest else {
        throw InputError(name, "line \(number + 1) is longer than \(Self.longest) bytes")
      }
    }
    if end == nil, buffer.isEmpty { return nil }
    number += 1
    var line = Array(buffer[..<(end ?? buffer.count)])
    buffer.removeFirst(end.map { $0 + 1 } ?? buffer.count)
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    guard let text = String(validating: line, as: UTF8.self) else {
      throw InputError(name, "line \(number) is not valid UTF-8")
    }
    return (text, number)
  }
}
