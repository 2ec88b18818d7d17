import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// A recording with the words and phones that a recognizer finds in it, or those that were said.
struct AlignedSpeech {
  private let source: UtteranceSource
  private let frontEnd: SpeechFrontEnd
  private let words: [SpectrogramPlot.Segment]
  private let phones: [SpectrogramPlot.Segment]

  /// Longer ones are too wide for a picture.
  private static let mostSeconds = 60.0

  /// - Parameter text: what was said; nil if it is to be recognized.
  /// - Throws: `InputError` if the file cannot be read, or does not hold the words.
  init(_ file: URL, text: String?, _ models: SpeechModels) throws {
    let source = UtteranceSource(file)
    let frames = try SpeechData.frames(source, models.frontEnd)
    let recognizer = models.networkRecognizer
    let name = source.relativeName
    guard Double(frames.count) <= Self.mostSeconds * SpeechFrontEnd.frameRate else {
      throw InputError(name, "lasts longer than \(Int(Self.mostSeconds)) s; cut it")
    }
    let numbers: [Int32]
    if let text {
      numbers = try text.split(whereSeparator: \.isWhitespace).map { word in
        guard let number = models.lexicon.number(of: String(word)) else {
          throw InputError("--text", "the recognizer does not know the word \(quoted(word))")
        }
        return Int32(number)
      }
    } else {
      numbers = recognizer.words(frames)
    }
    guard !numbers.isEmpty else { throw InputError(name, "no speech was found in it") }
    guard let aligned = recognizer.alignedPhones(frames, words: numbers) else {
      throw InputError(name, "is too short for these words")
    }
    func seconds(_ frame: Int) -> Double { Double(frame) / SpeechFrontEnd.frameRate }
    phones = aligned.map {
      SpectrogramPlot.Segment(
        models.gaussian.phones.names[$0.phone], start: seconds($0.start), end: seconds($0.end))
    }
    words = numbers.enumerated().compactMap { place, number in
      let own = aligned.filter { $0.word == place }
      guard let first = own.first, let last = own.last else { return nil }
      return SpectrogramPlot.Segment(
        models.lexicon.words[Int(number)], start: seconds(first.start), end: seconds(last.end))
    }
    (self.source, frontEnd) = (source, models.frontEnd)
  }

  /// Words and phones with their times, in lines.
  var lines: [String] {
    words.map { word in
      let own = phones.filter { $0.start >= word.start && $0.end <= word.end }
      return String(format: "%7.2f - %6.2f s  ", word.start, word.end) + word.text + "  "
        + own.map(\.text).joined(separator: " ")
    }
  }

  /// With the spectrogram of sound, or with features as they are.
  func plot() throws -> SpectrogramPlot {
    let text = words.map(\.text).joined(separator: " ")
    func plot(_ title: String, _ end: Double, _ rows: Tensor) -> SpectrogramPlot {
      let (values, width) = (rows.scalars(as: Float.self), rows.shape[1])
      return SpectrogramPlot(
        title: text, axis: (title, end),
        values: stride(from: 0, to: values.count, by: width).map {
          Array(values[$0..<$0 + width])
        },
        framesPerSecond: SpeechFrontEnd.frameRate, rows: [words, phones])
    }
    switch frontEnd {
    case .sound(let rate):
      let sound = try AudioFile(source.file).sound.resampled(to: rate)
      return plot(
        "frequency, kHz  ·  周波数", Double(rate) / 2000,
        SpeechFeatures(.kaldi, .filterBank, sampleRate: rate).spectrogram(sound))
    case .features:
      let (values, width) = try frontEnd.frames(source)
      return plot(
        "coefficient  ·  係数", Double(width),
        Tensor(values, shape: [values.count / width, width]))
    }
  }
}
