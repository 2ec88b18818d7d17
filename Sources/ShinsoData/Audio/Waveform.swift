import ShinsoTensor

/// Sound of one channel: samples from -1 to 1 at equal distances in time.
public struct Waveform: Sendable, Hashable {
  public var samples: [Float]
  /// Samples a second.
  public let sampleRate: Int

  public init(_ samples: [Float], sampleRate: Int) {
    precondition(sampleRate > 0, "Waveform: a sample rate of \(sampleRate)")
    (self.samples, self.sampleRate) = (samples, sampleRate)
  }

  /// Seconds.
  public var duration: Double { Double(samples.count) / Double(sampleRate) }

  /// The same sound at another rate.
  public func resampled(to rate: Int) -> Waveform {
    rate == sampleRate ? self : Resampler(from: sampleRate, to: rate).apply(to: self)
  }
}
