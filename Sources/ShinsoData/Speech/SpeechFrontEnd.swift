import Foundation
import ShinsoFormats
import ShinsoTensor

/// How files become features: sound by ``SpeechFeatures``, files of features as they are.
public enum SpeechFrontEnd: Sendable, Hashable, Codable {
  /// Mel-frequency cepstral coefficients by Kaldi's convention, of sound with so many samples a second.
  case sound(sampleRate: Int)
  /// Of so many dimensions.
  case features(width: Int)

  /// Frames of sound or of features a second.
  public static let frameRate = 100.0
  private static let usualRate = 16_000
  private static let lowestRate = 8000
  private static let highestRate = 48_000
  /// Of sound that is no sound: half a step of 16 bits.
  private static let quietest: Float = 1.0 / 65_536

  /// What suits data whose first file it is.
  ///
  /// - Parameter sampleRate: in place of the file's, or 16,000 where it has more.
  /// - Throws: `InputError` if it cannot be read.
  public init(_ first: UtteranceSource, sampleRate: Int? = nil) throws {
    if first.isSound {
      let rate = try AudioFile(first.file).sound.sampleRate
      self = .sound(sampleRate: sampleRate ?? min(rate, Self.usualRate))
    } else {
      self = .features(width: try first.features().width)
    }
  }

  /// Whether its number, which may be from a file, makes a front end.
  public var isPossible: Bool {
    switch self {
    case .sound(let rate): (Self.lowestRate...Self.highestRate).contains(rate)
    case .features(let width): width > 0
    }
  }

  /// The dimensions of a frame.
  public var width: Int {
    switch self {
    case .sound(let rate): SpeechFeatures(.kaldi, .mfcc, sampleRate: rate).count
    case .features(let width): width
    }
  }

  /// `[frames, width]`.
  ///
  /// - Throws: `InputError` if it cannot be read, is silent or too short, or is not of this kind.
  public func frames(_ source: UtteranceSource) throws -> (values: [Float], width: Int) {
    switch self {
    case .features(let width):
      if source.isSound {
        throw InputError(
          source.name,
          "is a sound file, but the model was trained on feature files; give one with \(width) "
            + "dimensions")
      }
      let features = try source.features()
      guard features.width == width else {
        throw InputError(source.name, "has frames of \(features.width) dimensions, not of \(width)")
      }
      return (features.values, width)
    case .sound(let rate):
      guard source.isSound else {
        throw InputError(source.name, "is not a sound file, and the model was trained on sound")
      }
      let sound = try AudioFile(source.file).sound
      try Self.check(sound, rate, source.file)
      let features = SpeechFeatures(.kaldi, .mfcc, sampleRate: rate)
      return (features(Self.dithered(sound.resampled(to: rate))).scalars(), features.count)
    }
  }

  /// With noise of a step of 16 bits, the same for every sound: pauses without any noise, which programs
  /// make and rooms do not, would be far from all others.
  private static func dithered(_ sound: Waveform) -> Waveform {
    var generator = SplitMix64(seed: 1)
    return Waveform(
      sound.samples.map { $0 + Float(generator.unit() + generator.unit() - 1) / 32_768 },
      sampleRate: sound.sampleRate)
  }

  private static func check(_ sound: Waveform, _ rate: Int, _ file: URL) throws {
    guard sound.sampleRate >= lowestRate else {
      throw InputError(
        file.path,
        "has only \(sound.sampleRate) samples a second; speech needs at least \(lowestRate)")
    }
    guard sound.sampleRate >= rate else {
      throw InputError(
        file.path,
        "has \(sound.sampleRate) samples a second, but \(rate) are needed; train with --sample-rate "
          + "\(sound.sampleRate)")
    }
    guard sound.duration >= 0.1 else {
      throw InputError(
        file.path, "lasts only \(Int((sound.duration * 1000).rounded())) ms, too short for a word")
    }
    guard sound.samples.contains(where: { abs($0) > quietest }) else {
      throw InputError(file.path, "is silent")
    }
  }
}
