import Foundation

/// Triangles at equal distances on the mel scale, 1127 ln(1 + f / 700), over the bins of a spectrum.
struct MelFilterBank {
  /// Weights of the bins, `count * bins`.
  let weights: [Float]

  /// - Parameters:
  ///   - bins: of the spectrum, from 0 to half the sample rate; the last is not used.
  ///   - size: of the transform.
  ///   - band: in hertz.
  init(count: Int, bins: Int, size: Int, sampleRate: Int, band: ClosedRange<Double>) {
    let (low, high) = (Self.mel(band.lowerBound), Self.mel(band.upperBound))
    let step = (high - low) / Double(count + 1)
    weights = (0..<count).flatMap { filter -> [Float] in
      let left = low + Double(filter) * step
      return (0..<bins).map { bin in
        let mel = Self.mel(Double(bin) * Double(sampleRate) / Double(size))
        let weight = min((mel - left) / step, (left + 2 * step - mel) / step)
        return bin == bins - 1 ? 0 : Float(max(weight, 0))
      }
    }
  }

  private static func mel(_ hertz: Double) -> Double { 1127 * log(1 + hertz / 700) }
}
