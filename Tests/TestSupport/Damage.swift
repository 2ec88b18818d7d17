/// Damages files as readers must expect it, the same way in every run. Its random numbers are those of
/// Steele et al., "Fast splittable pseudorandom number generators", OOPSLA 2014.
public struct Damage: RandomNumberGenerator {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// `bytes` with one to four changes: other bits and bytes, a missing end, numbers that are too
  /// large, parts in other places.
  public mutating func bytes(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &self) {
      guard !bytes.isEmpty else { break }
      let index = Int.random(in: 0..<bytes.count, using: &self)
      switch Int.random(in: 0..<8, using: &self) {
      case 0: bytes[index] = UInt8.random(in: 0...255, using: &self)
      case 1: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &self)
      case 2: bytes[index] = [0, 1, 0x7F, 0x80, 0xFF][Int.random(in: 0..<5, using: &self)]
      case 3: bytes.removeSubrange(index...)
      case 4: bytes.remove(at: index)
      case 5: bytes.insert(UInt8.random(in: 0...255, using: &self), at: index)
      case 6:
        // A number of 8 bytes that is too large, in a place where a number may be.
        let end = min(index + 8, bytes.count)
        for place in index..<end { bytes[place] = place == end - 1 ? 0x7F : 0xFF }
      default:
        let count = Int.random(in: 1...min(32, bytes.count - index), using: &self)
        let source = Int.random(in: 0...(bytes.count - count), using: &self)
        bytes.replaceSubrange(index..<index + count, with: bytes[source..<source + count])
      }
    }
    return bytes
  }

  /// `text` with one to three changes of its words: other numbers and words, words twice, missing or
  /// in other places. What is left is text of the same kind more often than after `bytes`.
  public mutating func text(_ text: String) -> [UInt8] {
    var words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    for _ in 0..<Int.random(in: 1...3, using: &self) {
      guard !words.isEmpty else { break }
      let index = Int.random(in: words.indices, using: &self)
      let other = Int.random(in: words.indices, using: &self)
      switch Int.random(in: 0..<7, using: &self) {
      case 0: words.remove(at: index)
      case 1: words.insert(words[other], at: index)
      case 2: words.swapAt(index, other)
      case 3: words[index] = words[other]
      case 4: words.removeSubrange(min(index, other)..<max(index, other))
      case 5: words[index] = Self.words.randomElement(using: &self) ?? ""
      default:
        let numbers = words.indices.filter { words[$0].first?.isNumber == true }
        if let place = numbers.randomElement(using: &self) {
          words[place] = (Self.numbers.randomElement(using: &self) ?? "") + "\n"
        }
      }
    }
    return Array(words.joined(separator: " ").utf8)
  }

  private static let words = ["{", "}", "\"", "#", "\n", ":", "[", "]", "<", "x", "\\", "\u{0}"]
  private static let numbers = [
    "0", "1", "-1", "2", "3", "7", "100", "65536", "2147483647", "4294967295", "4294967296",
    "9223372036854775807", "1e30", "1e-45", "nan", "inf", "-0.5", "0x10",
  ]
}
