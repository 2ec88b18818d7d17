/// Bytes of files of features, made number by number.
enum SpeechBytes {
  static func big<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian, Array.init)
  }

  static func little<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian, Array.init)
  }

  static func sphinx(_ values: [Float], isBig: Bool = true) -> [UInt8] {
    isBig
      ? big(UInt32(values.count)) + values.flatMap { big($0.bitPattern) }
      : little(UInt32(values.count)) + values.flatMap { little($0.bitPattern) }
  }

  static func htk(frames: UInt32, size: UInt16, kind: UInt16, _ body: [UInt8]) -> [UInt8] {
    big(frames) + big(UInt32(100_000)) + big(size) + big(kind) + body
  }

  static func kaldi(_ name: String, rows: Int32, columns: Int32, _ values: [Float]) -> [UInt8] {
    Array("\(name) ".utf8) + [0] + Array("BFM ".utf8) + [4] + little(rows) + [4] + little(columns)
      + values.flatMap { little($0.bitPattern) }
  }
}
