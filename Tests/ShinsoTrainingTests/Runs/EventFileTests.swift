import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoTraining

/// TensorBoard's file is the log once more.
@Suite(.serialized) struct EventFileTests: TrainerSuite {
  let folder = Self.newFolder

  private struct Event: Equatable {
    var time = 0.0
    var step = 0
    var tag = ""
    var value: Float?
    var version: String?
  }

  @Test func holdsTheNumbersOfTheLogWithTheirTimes() throws {
    try withFolder {
      let begun = Date().timeIntervalSince1970
      _ = try trainer("run", 11) { $0.statistics = true }.run()
      let first = try events("run")
      _ = try trainer("run", 20, resume: true) { $0.statistics = true }.run()
      let found = try events("run")
      let start = try #require(found.first)
      #expect(start.version == "brain.Event:2" && start.step == 0)
      #expect((begun - 1...Date().timeIntervalSince1970 + 1).contains(start.time))
      let records = try LogRecord.read(folder.appending(path: "run/log.jsonl"))
      let expected = records.flatMap { record in
        record.scalars.map { tag, value in
          Event(
            time: start.time + record.seconds, step: record.iteration, tag: tag,
            value: Float(value))
        }
      }
      #expect(Array(found.dropFirst()) == expected)
      let tags = Set(found.map(\.tag))
      #expect(
        tags.isSuperset(of: [
          "loss/train", "accuracy/train", "learningRate", "loss/test", "accuracy/test",
          "macroF1/test", "gradientNorm", "weights/conv.weight",
          "gradients/linear.bias", "activations/conv/mean", "activations/conv/deviation",
        ]))
      #expect(found.last { $0.tag == "loss/test" }?.step == 20)
      // What was there before the run went on is there still, with its times.
      let kept = first.prefix { $0.step <= 10 }
      #expect(kept.count > 50 && kept.elementsEqual(found.prefix(kept.count)))
    }
  }

  /// A log may come from anywhere.
  @Test func survivesStrangeRecords() throws {
    try withFolder {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let log = folder.appending(path: "log.jsonl")
      let line = "{\"split\":\"train\",\"iteration\":3,\"epoch\":0.5,\"loss\":1.5,\"seconds\":2}\n"
      try Data((line + line.dropLast(9)).utf8).write(to: log)
      let records = try LogRecord.read(log)
      #expect(records.count == 1, "the line that was not written to its end is dropped")
      _ = try EventFile(in: folder, records: records, started: 100)
      #expect(
        try events("").dropFirst() == [Event(time: 102, step: 3, tag: "loss/train", value: 1.5)])
      try Data((line.dropLast(9) + "\n" + line).utf8).write(to: log)
      let error = #expect(throws: InputError.self) { try LogRecord.read(log) }
      #expect(error?.problem == "line 1 is not a line of a training log")
      for wrong in ["-3", "0.5", "1e300", "null"] {
        try Data((line.replacing("3,", with: wrong + ",") + line).utf8).write(to: log)
        #expect(throws: InputError.self, "\(wrong)") { try LogRecord.read(log) }
      }
    }
  }

  @Test func checkSumsAreCastagnolis() {
    // RFC 3720, appendix B.4.
    #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CRC32C.checksum((0..<32).map { UInt8($0) }) == 0x46DD_794E)
  }

  // MARK: Reading

  /// The events of a folder's only file, whose check sums must be sound.
  private func events(_ name: String) throws -> [Event] {
    let place = folder.appending(path: name)
    let names = try FileManager.default.contentsOfDirectory(atPath: place.path)
      .filter { $0.hasPrefix("events.out.tfevents.") }
    #expect(names.count == 1)
    var rest = [UInt8](try Data(contentsOf: place.appending(path: names.first ?? "")))[...]
    var events: [Event] = []
    while rest.count >= 12 {
      let header = Array(rest.prefix(12))
      let length = Int(header[0]) | Int(header[1]) << 8
      #expect(header[8..<12].elementsEqual(checksum(header[..<8])))
      let event = rest.dropFirst(12).prefix(length)
      #expect(rest.dropFirst(12 + length).prefix(4).elementsEqual(checksum(event)))
      rest = rest.dropFirst(16 + length)
      events.append(try self.event(event))
    }
    #expect(rest.isEmpty)
    return events
  }

  private func checksum(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    withUnsafeBytes(of: CRC32C.masked(bytes).littleEndian) { Array($0) }
  }

  private func event(_ bytes: ArraySlice<UInt8>) throws -> Event {
    var event = Event()
    for (number, content) in try fields(bytes) {
      switch number {
      case 1: event.time = Double(bitPattern: integer(content))
      case 2: event.step = Int(Int64(bitPattern: integer(content)))
      case 3: event.version = String(decoding: content, as: UTF8.self)
      default:
        let value = try #require(try fields(content).first)
        for (number, content) in try fields(value.content) {
          if number == 1 { event.tag = String(decoding: content, as: UTF8.self) }
          if number == 2 { event.value = Float(bitPattern: UInt32(integer(content))) }
        }
      }
    }
    return event
  }

  private func integer(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The fields of a protobuf message; numbers as their little-endian bytes.
  private func fields(
    _ bytes: ArraySlice<UInt8>
  ) throws -> [(number: Int, content: ArraySlice<UInt8>)] {
    var rest = bytes
    func varint() throws -> UInt64 {
      var (value, shift): (UInt64, UInt64) = (0, 0)
      while let byte = rest.popFirst() {
        value |= UInt64(byte & 0x7F) << shift
        if byte < 0x80 { return value }
        shift += 7
      }
      throw InputError("message", "ends in a number")
    }
    var found: [(Int, ArraySlice<UInt8>)] = []
    while !rest.isEmpty {
      let key = try varint()
      var content: ArraySlice<UInt8>
      if key & 7 == 0 {
        content = withUnsafeBytes(of: try varint().littleEndian) { Array($0) }[...]
      } else {
        let count = key & 7 == 1 ? 8 : key & 7 == 5 ? 4 : Int(try varint())
        content = rest.prefix(count)
        rest = rest.dropFirst(count)
      }
      found.append((Int(key >> 3), content))
    }
    return found
  }
}
