import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoFormats

/// The small files under `Fixtures`, which `Tools/golden/formats.py` wrote.
enum Fixture {
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures")

  static func url(_ name: String) -> URL { folder.appendingPathComponent(name) }

  static func bytes(_ name: String) throws -> [UInt8] { try InputFile(url(name)).allBytes() }
}

/// Runs `body` with a new folder, which is removed afterwards.
func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("shinso-tests-\(UInt64.random(in: 0 ... .max))")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// The problem that `body` reports as an `InputError`; fails the test if it reports none.
func problem<Result>(
  sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Result
) -> String {
  do {
    _ = try body()
    Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    return ""
  } catch let error as InputError {
    return error.description
  } catch {
    Issue.record("another error: \(error)", sourceLocation: sourceLocation)
    return ""
  }
}

/// The names of everything in a folder, hidden files included.
func contents(of folder: URL) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
}

/// The bytes of a zip archive with the entries that `body` adds.
func makeArchive(zip64Threshold: Int = 0xFFFF_FFFF, _ body: (ZipWriter) throws -> Void) throws
  -> [UInt8]
{
  // A file without a name: nothing needs to reach the disk.
  guard let stream = tmpfile() else { throw InputError("tmpfile", POSIX.reason()) }
  defer { fclose(stream) }
  let descriptor = fileno(stream)
  let file = OutputFile(descriptor: descriptor, name: "a.zip")
  let writer = ZipWriter(file, zip64Threshold: zip64Threshold)
  try body(writer)
  try writer.finish()
  try file.flush()
  var bytes = [UInt8](repeating: 0, count: file.position)
  let count = bytes.withUnsafeMutableBytes { POSIX.readFully(descriptor, at: 0, into: $0) }
  #expect(count == bytes.count)
  return bytes
}

extension Tensor {
  /// The row-major bytes.
  var bytes: [UInt8] { withUnsafeBytes { Array($0.prefix(elementCount * dtype.size)) } }
}

/// One kind of elements: its type and how the fixtures' values i (or i / 4) are stored.
struct ElementKind: Sendable {
  let dtype: DType
  /// The bytes of element i of an array with these values.
  let bytes: @Sendable (Int) -> [UInt8]

  static let all: [ElementKind] = [
    .init(dtype: .float32) { raw(Float($0).bitPattern) },
    .init(dtype: .float64) { raw(Double($0).bitPattern) },
    .init(dtype: .float16) { raw(halves[$0]) },
    // bfloat16 is the upper half of float32.
    .init(dtype: .bfloat16) { raw(UInt16(Float($0).bitPattern >> 16)) },
    .init(dtype: .int64) { raw(Int64($0)) },
    .init(dtype: .int32) { raw(Int32($0)) },
    .init(dtype: .int16) { raw(Int16($0)) },
    .init(dtype: .int8) { raw(Int8($0)) },
    .init(dtype: .uint8) { raw(UInt8($0)) },
    .init(dtype: .bool) { [$0 % 3 == 0 ? 1 : 0] },
  ]

  /// 0 to 5 in IEEE 754's binary16.
  private static let halves: [UInt16] = [0, 0x3C00, 0x4000, 0x4200, 0x4400, 0x4500]

  private static func raw<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
    Swift.withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}
