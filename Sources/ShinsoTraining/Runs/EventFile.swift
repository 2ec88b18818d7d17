import Foundation
import ShinsoTensor

/// TensorBoard's file of scalars: records of `tensorflow.Event` messages, each with its length and
/// checksums. It is created again from the log whenever a run starts or resumes, and then appended
/// to.
final class EventFile {
  private let url: URL
  private let handle: FileHandle
  /// The start of the run, in seconds since 1970.
  private let started: Double

  /// Replaces the folder's event files by one with the content of the log so far. The time of an
  /// event is the time at which it would have happened if the run, started at `started`, had never
  /// been interrupted.
  init(in folder: URL, records: [LogRecord], started: Double) throws {
    self.started = started
    try Self.remove(in: folder)
    // A resumed run uses the same name, so that TensorBoard continues reading where it was.
    url = folder.appending(path: "events.out.tfevents.\(Int(started)).shinso")
    var bytes = Self.record(Self.event(time: started, step: 0, [.text(3, "brain.Event:2")]))
    for record in records { bytes += Self.records(of: record, started) }
    // Written in place: whatever happens to the file, it is created again from the log.
    let descriptor = open(url.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw InputError(url.path, "cannot be written: \(String(cString: strerror(errno)))")
    }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    try write(bytes)
  }

  static func remove(in folder: URL) throws {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where name.hasPrefix("events.out.tfevents.") && name.hasSuffix(".shinso") {
      unlink(folder.appending(path: name).path)
    }
  }

  func append(_ record: LogRecord) throws { try write(Self.records(of: record, started)) }

  private func write(_ bytes: [UInt8]) throws {
    do { try handle.write(contentsOf: bytes) } catch {
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
        varint(number << 3) + varint(UInt64(bitPattern: Int64(value)))
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

    private func varint(_ value: Int) -> [UInt8] { varint(UInt64(value)) }

    private func varint(_ value: UInt64) -> [UInt8] {
      var rest = value
      var bytes: [UInt8] = []
      while rest >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
      }
      return bytes + [UInt8(rest)]
    }
  }

  /// One event per number: `loss/train`, `accuracy/test`, `weights/conv1.weight`.
  private static func records(of record: LogRecord, _ started: Double) -> [UInt8] {
    record.scalars.flatMap { tag, value in
      let summary = Field.message(5, [.message(1, [.text(1, tag), .float(2, value)])])
      return Self.record(
        event(time: started + record.seconds, step: record.iteration, [summary]))
    }
  }

  private static func event(time: Double, step: Int, _ fields: [Field]) -> [UInt8] {
    ([.double(1, time), .integer(2, step)] + fields).flatMap(\.bytes)
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
