import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoFormats

/// Calls `read` with damaged versions of `bytes`, the same ones in every run, and expects that it
/// reads them or throws an `InputError` of one line that names the file.
func expectTypedErrors(
  _ bytes: [UInt8], _ name: String, rounds: Int, isText: Bool = false,
  _ read: (MemorySource) throws -> Void
) throws {
  var damage = Damage(seed: UInt64(bytes.count) &* 0x9E37_79B9)
  let text = isText ? String(decoding: bytes, as: UTF8.self) : ""
  var failures = 0
  for round in 0..<rounds {
    // Text is damaged in both ways in turn.
    let damaged = isText && round % 2 == 0 ? damage.text(text) : damage.bytes(bytes)
    do {
      try read(MemorySource(damaged, name: name))
    } catch let error as InputError {
      failures += 1
      if !error.description.hasPrefix(name) || error.description.contains("\n") {
        Issue.record("\(name), round \(round): \(error)")
      }
    }
  }
  #expect(failures > rounds / 10, "hardly any damage to \(name) was noticed")
}
