/// Bob Jenkins's hash of 2006, `hashlittle` of lookup3.c, with which newer HDF5 structures are
/// checked.
enum Lookup3 {
  static func hash(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var state = State(length: bytes.count)
    var rest = bytes
    while rest.count > 12 {
      state.add(rest.prefix(12))
      state.mix()
      rest = rest.dropFirst(12)
    }
    guard !rest.isEmpty else { return state.c }
    state.add(rest)
    state.finish()
    return state.c
  }

  private struct State {
    private var a: UInt32
    private var b: UInt32
    private(set) var c: UInt32

    init(length: Int) {
      a = 0xDEAD_BEEF &+ UInt32(truncatingIfNeeded: length)
      b = a
      c = a
    }

    /// Adds up to twelve bytes.
    mutating func add(_ bytes: ArraySlice<UInt8>) {
      for (index, byte) in bytes.enumerated() {
        let value = UInt32(byte) << (8 * UInt32(index % 4))
        switch index / 4 {
        case 0: a &+= value
        case 1: b &+= value
        default: c &+= value
        }
      }
    }

    mutating func mix() {
      (a, c) = Self.step(a, c, 4, plus: b)
      (b, a) = Self.step(b, a, 6, plus: c)
      (c, b) = Self.step(c, b, 8, plus: a)
      (a, c) = Self.step(a, c, 16, plus: b)
      (b, a) = Self.step(b, a, 19, plus: c)
      (c, b) = Self.step(c, b, 4, plus: a)
    }

    mutating func finish() {
      c = (c ^ b) &- Self.rotated(b, 14)
      a = (a ^ c) &- Self.rotated(c, 11)
      b = (b ^ a) &- Self.rotated(a, 25)
      c = (c ^ b) &- Self.rotated(b, 16)
      a = (a ^ c) &- Self.rotated(c, 4)
      b = (b ^ a) &- Self.rotated(a, 14)
      c = (c ^ b) &- Self.rotated(b, 24)
    }

    private static func step(
      _ x: UInt32, _ y: UInt32, _ bits: UInt32, plus z: UInt32
    ) -> (UInt32, UInt32) {
      ((x &- y) ^ rotated(y, bits), y &+ z)
    }

    private static func rotated(_ x: UInt32, _ bits: UInt32) -> UInt32 {
      x << bits | x >> (32 - bits)
    }
  }
}
