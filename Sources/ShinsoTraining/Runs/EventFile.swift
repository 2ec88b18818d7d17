import Foundation
import ShinsoSchemas
import ShinsoTensor
import SwiftProtobuf

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
    var bytes = try Self.record(time: started, step: 0, .fileVersion("brain.Event:2"))
    for record in records { bytes += try Self.records(of: record, started) }
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

  /// One event per number: `loss/train`, `accuracy/test`, `weights/conv1.weight`.
  private static func records(of record: LogRecord, _ started: Double) throws -> [UInt8] {
    try record.scalars.flatMap { tag, value in
      var scalar = TensorBoardSummary.Value()
      scalar.tag = tag
      scalar.simpleValue = Float(value)
      var summary = TensorBoardSummary()
      summary.value = [scalar]
      return try Self.record(
        time: started + record.seconds, step: record.iteration, .summary(summary))
    }
  }

  private static func record(
    time: Double, step: Int, _ what: TensorBoardEvent.OneOf_What
  ) throws -> [UInt8] {
    var event = TensorBoardEvent()
    event.wallTime = time
    event.step = Int64(step)
    event.what = what
    let bytes: [UInt8] = try event.serializedBytes()
    let length = littleEndian(UInt64(bytes.count))
    return length + littleEndian(CRC32C.masked(length)) + bytes
      + littleEndian(CRC32C.masked(bytes))
  }
}

private func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}
