import Foundation
import ShinsoFormats
import ShinsoTensor

/// A voice of a program that speaks.
struct SyntheticVoice: Sendable, Hashable {
  let program: String
  /// As the program calls it.
  let voice: String

  var name: String { "\(program)-\(voice.replacing("+", with: "-"))" }

  /// English voices of the programs that are installed.
  static func installed(_ tools: Subprocess) -> [SyntheticVoice] {
    let accents = ["en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp", "en-029"]
    let variants = (1...7).map { "m\($0)" } + (1...5).map { "f\($0)" }
    let espeak = variants.flatMap { variant in
      accents.map { SyntheticVoice(program: "espeak-ng", voice: "\($0)+\(variant)") }
    }
    // Made from recordings, so that they are worth more of each than variants of one voice.
    let recorded = ["kal16", "awb", "rms", "slt"].map {
      SyntheticVoice(program: "flite", voice: $0)
    }
    return (espeak + (0..<5).flatMap { _ in recorded }).filter { tools.find($0.program) != nil }
  }

  /// - Parameter generator: draws how fast and how high.
  func speak(
    _ words: [String], using generator: inout SplitMix64, _ tools: Subprocess, scratch: URL
  ) throws -> Waveform {
    let file = scratch.appending(path: "spoken.wav")
    let text = words.joined(separator: " ")
    let (pace, pitch) = (generator.unit(), generator.unit())
    let arguments =
      program == "flite"
      ? [
        "-voice", voice, "--setf", String(format: "duration_stretch=%.2f", 0.8 + 0.5 * pace), "-t",
        text, "-o", file.path,
      ]
      : [
        "-v", voice, "-s", "\(Int(120 + 80 * pace))", "-p", "\(Int(30 + 40 * pitch))", "-w",
        file.path, text,
      ]
    let result = try tools.run(program, arguments, scratch: scratch)
    guard result.status == 0 else {
      throw InputError(program, "cannot speak \(quoted(text)): \(result.reason)")
    }
    return try AudioFile(file).sound
  }
}
