import Foundation
import ShinsoData
import ShinsoTensor
import Testing

@testable import ShinsoExperiments

@Suite struct DataReportTests {
  /// One that a training would stop at each time.
  @Test func listsWhatIsDamaged() throws {
    let root = FileManager.default.temporaryDirectory.appending(path: "shinso-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    for name in ["cat", "dog", "evil\u{1B}[2J"] {
      try FileManager.default.createDirectory(
        at: root.appending(path: name), withIntermediateDirectories: true)
    }
    try Data([1, 2]).write(to: root.appending(path: "cat/1.png"))
    try FileManager.default.createSymbolicLink(
      atPath: root.appending(path: "cat/2.png").path, withDestinationPath: "nowhere")
    let report = try DataReport(root.path)
    #expect(report.statistics.pictures == 0)
    let lines = report.lines
    #expect(lines.contains("damaged: 4"))
    for word in ["cat/1.png: is neither", "cat/2.png: is a broken link", "dog: contains no"] {
      #expect(lines.contains { $0.contains(word) }, "\(word)")
    }
    let shown = lines + report.rows.joined()
    #expect(shown.contains("evil\u{FFFD}[2J"))
    #expect(!shown.joined().contains("\u{1B}"))
    let error = #expect(throws: InputError.self) {
      try report.writeSheet(to: root.appending(path: "sheet.png"))
    }
    #expect(error?.problem == "cannot be drawn: none of the pictures can be read")
  }
}
