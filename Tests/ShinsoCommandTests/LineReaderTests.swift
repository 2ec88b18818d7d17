import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoCommand

@Suite struct LineReaderTests {
  private func lines(_ bytes: [UInt8]) throws -> [String] {
    try withFolder { folder in
      let file = try folder.write(bytes, to: "text")
      let reader = LineReader(try FileHandle(forReadingFrom: file), name: "text")
      var found: [String] = []
      while let line = try reader.next() {
        found.append(line.text)
        #expect(line.number == found.count)
      }
      return found
    }
  }

  @Test func endsOfLines() throws {
    #expect(try lines([]) == [])
    #expect(try lines(Array("猫\n\n犬\r\n鳥".utf8)) == ["猫", "", "犬", "鳥"])
    #expect(try lines(Array("\n".utf8)) == [""])
    // Longer than what is read at once.
    let long = String(repeating: "猫", count: 50_000)
    #expect(try lines(Array("\(long)\n\(long)\n".utf8)) == [long, long])
  }

  @Test func filesAreOfAnyEncoding() throws {
    try withFolder { folder in
      func lines(_ bytes: [UInt8]) throws -> [String] {
        let reader = try LineReader(folder.write(bytes, to: "text").path)
        var found: [String] = []
        while let line = try reader.next() { found.append(line.text) }
        return found
      }
      let text = "彼は医者だ。\r\n\r\n猫は寝る。"
      #expect(try lines(Array(text.utf8)) == ["彼は医者だ。", "", "猫は寝る。"])
      let shiftJIS = try #require(text.data(using: .shiftJIS))
      #expect(try lines(Array(shiftJIS)) == ["彼は医者だ。", "", "猫は寝る。"])
      #expect(throws: InputError.self) { try LineReader(folder.path) }
    }
  }

  @Test func refusesWhatIsNoLine() {
    for bytes in [[0x61, 0x0A, 0xFF, 0x0A], Array(repeating: UInt8(0x61), count: (1 << 20) + 1)] {
      #expect(throws: InputError.self) { try lines(bytes) }
    }
  }
}
