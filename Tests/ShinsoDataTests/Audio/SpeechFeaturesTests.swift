import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoData

/// Against torchaudio's Kaldi and a computation of HTK's in numpy: `Tools/golden/speech_features.py`.
@Suite struct SpeechFeaturesTests {
  private struct Array2d: Decodable {
    let shape: [Int]
    let values: [Float]
  }

  private struct Golden: Decodable {
    enum CodingKeys: String, CodingKey {
      case count
      case filterBank = "kaldi filter-bank"
      case mfcc = "kaldi mfcc"
      case htk = "htk mfcc"
    }

    let count: Int
    let filterBank: Array2d
    let mfcc: Array2d
    let htk: Array2d
  }

  private func sound(_ count: Int, rate: Int) -> Waveform {
    let samples = (0..<count).map { index -> Float in
      let t = Double(index)
      let wave = (8000 * sin(0.02 * t + 0.00002 * t * t) + 3000 * sin(0.5 * t)).rounded()
      return Float((wave + Double(index * 7919 % 401) - 200) / 32_768)
    }
    return Waveform(samples, sampleRate: rate)
  }

  @Test(arguments: [16_000, 8_000]) func golden(rate: Int) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/speech-features.json")
    let all = try JSONDecoder().decode([String: Golden].self, from: Data(contentsOf: file))
    let golden = try #require(all["\(rate)"])
    let sound = sound(golden.count, rate: rate)
    for (features, expected) in [
      (SpeechFeatures(.kaldi, .filterBank, sampleRate: rate), golden.filterBank),
      (SpeechFeatures(.kaldi, .mfcc, sampleRate: rate), golden.mfcc),
      (SpeechFeatures(.htk, .mfcc, sampleRate: rate), golden.htk),
    ] {
      let found = features(sound)
      #expect(found.shape == Shape(expected.shape))
      #expect(features.frameCount(of: golden.count) == expected.shape[0])
      let difference =
        zip(found.scalars(as: Float.self), expected.values).map { abs($0 - $1) }.max() ?? 1
      #expect(difference < 1e-3, "\(features.convention) \(features.kind): \(difference)")
    }
  }

  /// Shorter than a frame, and exactly as long.
  @Test func shortSounds() {
    let features = SpeechFeatures(sampleRate: 16_000)
    #expect(features(sound(399, rate: 16_000)).shape == [0, 13])
    #expect(features(sound(400, rate: 16_000)).shape == [1, 13])
    let silence = features(Waveform([Float](repeating: 0, count: 800), sampleRate: 16_000))
    #expect(silence.scalars(as: Float.self).allSatisfy { $0.isFinite })
  }
}
