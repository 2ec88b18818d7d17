import Foundation
import Testing

@testable import ShinsoTraining

@Suite struct EventFileTests {
  /// As a log that somebody edited may have it.
  @Test func takesNegativeIterations() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "shinso-events-\(UUID().uuidString)", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let record = LogRecord(split: .train, iteration: -2, epoch: 0, loss: 1, seconds: 0)
    _ = try EventFile(in: folder, records: [record])
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder.path).first)
    let bytes = try Data(contentsOf: folder.appending(path: name))
    let step = Data([0x10, 0xFE] + [UInt8](repeating: 0xFF, count: 8) + [1])
    #expect(bytes.range(of: step) != nil)
  }
}
