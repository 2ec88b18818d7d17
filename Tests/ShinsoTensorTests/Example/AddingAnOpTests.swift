import Foundation
import Testing

/// Documentation/AddingAnOp.md shows nothing that does not compile and pass here.
@Suite struct AddingAnOpTests {
  @Test func documentShowsTheExample() throws {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    var package = tests
    for _ in 0..<3 { package.deleteLastPathComponent() }
    func text(_ path: String, in folder: URL) throws -> String {
      try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
    }
    let sources = try [
      text("NormalizeOp.swift", in: tests), text("NormalizeOpTests.swift", in: tests),
      text("Tools/golden/ops.py", in: package),
    ]
    let document = try text("Documentation/AddingAnOp.md", in: package)
    let blocks = document.components(separatedBy: "\n```").enumerated()
      .filter {
        $0.offset % 2 == 1 && ($0.element.hasPrefix("swift\n") || $0.element.hasPrefix("python\n"))
      }
      .map { $0.element.drop { $0 != "\n" }.dropFirst() }
    #expect(blocks.count >= 3)
    for block in blocks {
      #expect(sources.contains { $0.contains(block) }, "not in the example: \(block)")
    }
  }
}
