import CSndFile
import Foundation
import ShinsoFormats
import ShinsoTensor
import Synchronization

/// A sound from a file, by libsndfile: WAV in any of its encodings, FLAC, Ogg, AIFF, AU.
public struct AudioFile: Sendable {
  /// In lower case.
  public static let extensions: Set<String> = [
    "wav", "flac", "ogg", "oga", "opus", "aif", "aiff", "au", "snd",
  ]
  /// The longest sound that is read; a server, where anybody may send one, reads less.
  public static var mostMinutes: Int {
    get { limit.load(ordering: .relaxed) }
    set { limit.store(newValue, ordering: .relaxed) }
  }

  private static let limit = Atomic<Int>(240)
  private static let mostChannels = 64

  public let sound: Waveform
  /// That were mixed.
  public let channels: Int

  /// Channels are mixed to one by their mean.
  ///
  /// - Throws: `InputError` if it is not a sound file, is damaged, or is too long.
  public init(_ url: URL) throws {
    let name = url.path
    guard FileManager.default.fileExists(atPath: name) else {
      throw InputError(name, "no such file")
    }
    var info = SF_INFO()
    guard let file = sf_open(name, Int32(SFM_READ), &info) else {
      let why = String(cString: sf_strerror(nil)).trimmingCharacters(in: .whitespacesAndNewlines)
      throw InputError(name, "cannot be read as WAV, FLAC, Ogg, AIFF or AU: \(why)")
    }
    defer { sf_close(file) }
    let channels = Int(info.channels)
    guard (1...Self.mostChannels).contains(channels), (1...768_000).contains(info.samplerate) else {
      throw InputError(
        name, "says it has \(info.channels) channels of \(info.samplerate) samples a second")
    }
    let minutes = Self.mostMinutes
    let mostSamples = min(minutes * 60 * Int(info.samplerate), minutes * 60 * 48_000)
    let tooLong = InputError(name, "is longer than \(counted(minutes, "minute")); cut it")
    // What is not known is counted as it comes, whatever the header says.
    if info.frames > sf_count_t(mostSamples), info.frames < Int64.max { throw tooLong }
    var samples: [Float] = []
    samples.reserveCapacity(min(max(Int(info.frames), 0), 1 << 20))
    let block = 1 << 14
    var frames = [Float](repeating: 0, count: block * channels)
    while true {
      let count = Int(sf_readf_float(file, &frames, sf_count_t(block)))
      if count <= 0 { break }
      guard samples.count + count <= mostSamples else { throw tooLong }
      for frame in 0..<count {
        var sum: Float = 0
        for channel in 0..<channels { sum += frames[frame * channels + channel] }
        samples.append(sum / Float(channels))
      }
    }
    guard sf_error(file) == Int32(SF_ERR_NO_ERROR) else {
      throw InputError(name, "is damaged: \(String(cString: sf_strerror(file)))")
    }
    guard !samples.isEmpty else { throw InputError(name, "holds no sound") }
    guard samples.allSatisfy({ $0.isFinite }) else {
      throw InputError(name, "has samples that are not finite numbers")
    }
    self.channels = channels
    sound = Waveform(samples, sampleRate: Int(info.samplerate))
  }
}
