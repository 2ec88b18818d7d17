import Foundation
import ShinsoFormats
import ShinsoTensor

/// TensorBoard's file of scalars: records of `tensorflow.Event` messages, each with its length and
/// check sums. It is made anew from the log whenever a run starts or goes on, and grows with it.
final class EventFile {
  private let url: URL
  private let handle: FileHandle

  /// Replaces the folder's event files by one that holds what the log says so far.
  init(in folder: URL, records: [LogRecord]) throws {
    try Self.remove(in: folder)
    // TensorBoard orders files by the time in their names.
    let start = Int(Date().timeIntervalSince1970)
    url = folder.appending(path: "events.out.tfevents.\(start).shinso")
    var bytes = Self.record(Self.event(step: 0, [.text(3, "brain.Event:2")]))
    for record in records { bytes += Self.records(of: record) }
    try AtomicFile.write(Data(bytes), to: url)
    do {
      handle = try FileHandle(forWritingTo: url)
      try handle.seekToEnd()
    } catch {
      throw InputError(url.path, "cannot be written: \(error.localizedDescription)")
    }
  }

  static func remove(in folder: URL) throws {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where name.hasPrefix("events.out.tfevents.") && name.hasSuffix(".shinso") {
      unlink(folder.appending(path: name).path)
    }
  }

  func append(_ record: LogRecord) throws {
    do { try handle.write(contentsOf: Self.records(of: record)) } catch {
      throw InputError(url.path, "cannot be written: \(error.localizedDescription)")
    }
  }

  // MARK: Messages

  private enum Field {
    case integer(Int, Int)
    case double(Int, Double)
    case float(Int, Double)
    case text(Int, String)
    case message(Int, [Field])

    var bytes: [UInt8] {
      switch self {
      case .integer(let number, let value):
        varint(number << 3) + varint(value)
      case .double(let number, let value):
        varint(number << 3 | 1) + littleEndian(value.bitPattern)
      case .float(let number, let value):
        varint(number << 3 | 5) + littleEndian(Float(value).bitPattern)
      case .text(let number, let text):
        varint(number << 3 | 2) + varint(text.utf8.count) + Array(text.utf8)
      case .message(let number, let fields):
        delimited(number, fields.flatMap(\.bytes))
      }
    }

    private func delimited(_ number: Int, _ content: [UInt8]) -> [UInt8] {
      varint(number << 3 | 2) + varint(content.count) + content
    }

    /// Ten bytes for a negative number, as protocol buffers have it.
    private func varint(_ value: Int) -> [UInt8] {
      var rest = UInt64(truncatingIfNeeded: value)
      var bytes: [UInt8] = []
      while rest >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
      }
      return bytes + [UInt8(rest)]
    }
  }

  /// One event for each number: `loss/train`, `accuracy/test`, `weights/conv1.weight`.
  private static func records(of record: LogRecord) -> [UInt8] {
    record.scalars.flatMap { tag, value in
      let summary = Field.message(5, [.message(1, [.text(1, tag), .float(2, value)])])
      return Self.record(event(step: record.iteration, [summary]))
    }
  }

  private static func event(step: Int, _ fields: [Field]) -> [UInt8] {
    let time = Field.double(1, Date().timeIntervalSince1970)
    return ([time, .integer(2, step)] + fields).flatMap(\.bytes)
  }

  private static func record(_ event: [UInt8]) -> [UInt8] {
    let length = littleEndian(UInt64(event.count))
    return length + littleEndian(CRC32C.masked(length)) + event
      + littleEndian(CRC32C.masked(event))
  }
}

private func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}
