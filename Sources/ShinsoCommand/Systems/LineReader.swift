import Foundation
import ShinsoTensor

/// The lines of a file or of standard input in UTF-8, one at a time, so that there may be any number
/// of them and a pipe is answered as it goes.
final class LineReader {
  private static let longest = 1 << 20

  let name: String
  private let handle: FileHandle
  private var buffer: [UInt8] = []
  private var isAtEnd = false
  private var number = 0

  /// - Parameter path: nil for standard input.
  /// - Throws: `InputError` if the file cannot be opened.
  init(_ path: String?) throws {
    name = path ?? "standard input"
    guard let path else {
      handle = .standardInput
      return
    }
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw InputError(path, "no such file, or it cannot be read")
    }
    self.handle = handle
  }

  /// The next line and its number, from 1; nil at the end.
  ///
  /// - Throws: `InputError` if it is not UTF-8, or longer than a mebibyte.
  func next() throws -> (text: String, number: Int)? {
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
