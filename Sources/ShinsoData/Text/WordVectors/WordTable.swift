/// Numbers words by their bytes, in order of first appearance, and counts them.
struct WordTable {
  /// The bytes of all words, one after the other.
  private var bytes: [UInt8] = []
  /// Where each word begins in ``bytes``, and where the last one ends.
  private var starts: [Int] = [0]
  private(set) var counts: [Int] = []
  /// The number of a word plus one at its hash, or the next free place; 0 where there is none.
  private var slots = [UInt32](repeating: 0, count: 1 << 12)

  var count: Int { counts.count }

  /// The number of a word, which is new or was seen before.
  mutating func add(_ word: UnsafeBufferPointer<UInt8>, count: Int = 1) -> Int32 {
    if 2 * self.count >= slots.count { grow() }
    let slot = slot(of: word)
    if slots[slot] != 0 {
      let known = Int(slots[slot]) - 1
      counts[known] += count
      return Int32(known)
    }
    bytes.append(contentsOf: word)
    starts.append(bytes.count)
    counts.append(count)
    slots[slot] = UInt32(counts.count)
    return Int32(counts.count - 1)
  }

  /// The number of a word; nil if it was never added.
  func find(_ word: UnsafeBufferPointer<UInt8>) -> Int32? {
    let found = slots[slot(of: word)]
    return found == 0 ? nil : Int32(found) - 1
  }

  func word(_ number: Int) -> String {
    String(decoding: bytes[starts[number]..<starts[number + 1]], as: UTF8.self)
  }

  /// Where a word is, or where it belongs.
  private func slot(of word: UnsafeBufferPointer<UInt8>) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: Self.hash(word)) & mask
    while slots[slot] != 0, !isSame(Int(slots[slot]) - 1, word) { slot = (slot + 1) & mask }
    return slot
  }

  private func isSame(_ number: Int, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
    let (start, end) = (starts[number], starts[number + 1])
    guard end - start == word.count else { return false }
    for place in 0..<word.count where bytes[start + place] != word[place] { return false }
    return true
  }

  /// FNV-1a, whose high bits are mixed into the low ones.
  private static func hash(_ word: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in word { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash ^ (hash >> 32)
  }

  private mutating func grow() {
    let old = slots
    slots = [UInt32](repeating: 0, count: 2 * old.count)
    let mask = slots.count - 1
    bytes.withUnsafeBufferPointer { bytes in
      for entry in old where entry != 0 {
        let range = starts[Int(entry) - 1]..<starts[Int(entry)]
        let word = UnsafeBufferPointer(rebasing: bytes[range])
        var slot = Int(truncatingIfNeeded: Self.hash(word)) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = entry
      }
    }
  }
}
