import Foundation
import ShinsoFormats

extension Waveform {
  /// Writes a WAV file of 16-bit integers; what is beyond -1 and 1 is cut off.
  ///
  /// - Throws: `InputError` if the file cannot be written.
  public func writeWAV(to url: URL) throws {
    var bytes: [UInt8] = []
    func number(_ value: Int, _ count: Int) {
      for place in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * place))) }
    }
    let size = 2 * samples.count
    bytes += Array("RIFF".utf8)
    number(36 + size, 4)
    bytes += Array("WAVEfmt ".utf8)
    number(16, 4)
    number(1, 2)  // Integers.
    number(1, 2)  // One channel.
    number(sampleRate, 4)
    number(2 * sampleRate, 4)
    number(2, 2)
    number(16, 2)
    bytes += Array("data".utf8)
    number(size, 4)
    for sample in samples {
      number(Int((min(max(sample, -1), 1) * 32_767).rounded()), 2)
    }
    try AtomicFile.write(Data(bytes), to: url)
  }
}
