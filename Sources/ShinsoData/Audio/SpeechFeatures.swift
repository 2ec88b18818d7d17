import Foundation
import ShinsoTensor

/// Features of speech, a row every 10 ms from a window of 25 ms: logarithms of the energies in bands of
/// the mel scale, or their cosine transform, mel-frequency cepstral coefficients (Davis & Mermelstein
/// 1980).
///
/// By the convention of Kaldi (`compute-mfcc-feats` without dither: samples as 16-bit integers, frames
/// without their mean, Povey's window, power spectrum, 20 Hz to half the rate, orthonormal transform, the
/// first coefficient the frame's energy), or of HTK (`MFCC_0`: Hamming's window, magnitude spectrum, 0 Hz to
/// half the rate, the transform scaled by √(2/N) throughout, coefficients from 1 and then the one of 0).
public struct SpeechFeatures: Sendable, Hashable {
  public enum Convention: String, Sendable, Hashable, Codable, CaseIterable { case kaldi, htk }

  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    case filterBank = "filter-bank"
    case mfcc
  }

  public let convention: Convention
  public let kind: Kind
  public let sampleRate: Int
  public let filterCount: Int
  /// Cepstral coefficients, with the first.
  public let coefficientCount: Int
  let framing: Framing

  private static let lifter = 22.0

  /// - Parameters:
  ///   - sampleRate: of the sound, in hertz, from 2000.
  ///   - filterCount: 23 or 26 as Kaldi or HTK has it, unless another is given.
  public init(
    _ convention: Convention = .kaldi, _ kind: Kind = .mfcc, sampleRate: Int,
    filterCount: Int? = nil, coefficientCount: Int = 13
  ) {
    let filters = filterCount ?? (convention == .kaldi ? 23 : 26)
    precondition(
      sampleRate >= 2000 && filters > 0 && (1...filters).contains(coefficientCount),
      "SpeechFeatures: \(coefficientCount) coefficients of \(filters) bands at \(sampleRate) Hz")
    (self.convention, self.kind, self.sampleRate) = (convention, kind, sampleRate)
    (self.filterCount, self.coefficientCount) = (filters, coefficientCount)
    framing = Framing(
      length: sampleRate * 25 / 1000, shift: sampleRate / 100,
      window: convention == .kaldi ? .povey : .hamming, removesMean: convention == .kaldi,
      preEmphasis: 0.97)
  }

  /// Values in a row.
  public var count: Int { kind == .mfcc ? coefficientCount : filterCount }

  /// Rows of a sound of so many samples.
  public func frameCount(of samples: Int) -> Int { framing.count(of: samples) }

  /// `[frames, count]`; no row of a sound that is shorter than a frame.
  ///
  /// - Parameter sound: at ``sampleRate``.
  public func callAsFunction(_ sound: Waveform) -> Tensor {
    precondition(
      sound.sampleRate == sampleRate,
      "SpeechFeatures: sound of \(sound.sampleRate) Hz for \(sampleRate) Hz")
    guard frameCount(of: sound.samples.count) > 0 else { return .zeros([0, count]) }
    let (spectrum, logEnergies) = spectrum(sound)
    let bins = spectrum.shape[1]
    let bank = MelFilterBank(
      count: filterCount, bins: bins, size: 2 * (bins - 1), sampleRate: sampleRate,
      band: (convention == .kaldi ? 20 : 0)...Double(sampleRate) / 2)
    let energies = matmul(
      convention == .kaldi ? spectrum : spectrum.sqrt(),
      Tensor(bank.weights, shape: [filterCount, bins]), transposingRight: true)
    let floor = convention == .kaldi ? Double(Float.ulpOfOne) : 1
    let logs = energies.clamped(floor, .infinity).log()
    guard kind == .mfcc else { return logs }
    let cepstra = matmul(logs, Tensor(transform(), shape: [filterCount, coefficientCount]))
    guard convention == .kaldi else { return cepstra }
    return concatenate(
      [
        Tensor(logEnergies, shape: [logEnergies.count, 1]),
        cepstra.sliced(axis: 1, from: 1, to: coefficientCount),
      ], axis: 1)
  }

  /// The power of each frame's frequencies, from 0 Hz to half the rate, in decibels, `[frames, bins]`; what
  /// is much weaker than the strongest is raised, as it is noise.
  ///
  /// - Parameter sound: at ``sampleRate``.
  public func spectrogram(_ sound: Waveform) -> Tensor {
    let decibels = spectrum(sound).power.clamped(1e-6, .infinity).log() * (10 / log(10.0))
    let strongest: Double = decibels.scalars(as: Float.self).max().map { Double($0) } ?? 0
    return decibels.clamped(strongest - Self.span, .infinity)
  }

  /// Decibels between the strongest and the weakest that is drawn.
  private static let span = 80.0

  /// The power spectrum of each frame, `[frames, bins]`, and the logarithm of its energy. Samples count as
  /// 16-bit integers.
  func spectrum(_ sound: Waveform) -> (power: Tensor, logEnergies: [Float]) {
    let (frames, logEnergies) = framing.frames(sound.samples.map { $0 * 32_768 })
    var size = 1
    while size < framing.length { size *= 2 }
    let bins = size / 2 + 1
    let rows = Tensor(frames, shape: [logEnergies.count, framing.length])
    func part(_ wave: (Double) -> Double) -> Tensor {
      let basis = (0..<framing.length).flatMap { time in
        (0..<bins).map { Float(wave(2 * .pi * Double(time * $0 % size) / Double(size))) }
      }
      return matmul(rows, Tensor(basis, shape: [framing.length, bins])).square()
    }
    return (part(cos) + part(sin), logEnergies)
  }

  /// From bands to cepstral coefficients, lifted so that all vary about as much.
  private func transform() -> [Float] {
    let order =
      convention == .kaldi
      ? Array(0..<coefficientCount) : Array(1..<coefficientCount) + [0]
    return (0..<filterCount).flatMap { band in
      order.map { index -> Float in
        let wave = cos(.pi * Double(index) * (Double(band) + 0.5) / Double(filterCount))
        let isFirst = index == 0 && convention == .kaldi
        let scale = ((isFirst ? 1.0 : 2.0) / Double(filterCount)).squareRoot()
        let lift = 1 + Self.lifter / 2 * sin(.pi * Double(index) / Self.lifter)
        return Float(scale * wave * lift)
      }
    }
  }
}
