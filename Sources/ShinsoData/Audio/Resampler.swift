import Foundation

/// Changes the sample rate: a low-pass filter of a sinc under Kaiser's window, evaluated where the new
/// samples lie (Smith, "Digital audio resampling", CCRMA, 2002). What lies above half the lower rate is
/// taken away.
///
/// Rates are taken by their ratio in lowest terms; the filter is kept for each of its phases.
struct Resampler {
  /// Zero crossings of the sinc on each side.
  private static let zeroCrossings = 32
  /// Of Kaiser's window: 80 dB in the stop band.
  private static let beta = 7.857
  /// Of the lower rate's half: where the filter's edge lies.
  private static let edge = 0.95

  private let from: Int
  private let to: Int
  private let rate: Int
  /// How many samples before and after.
  private let reach: Int
  /// Filters by phase, `2 * reach` weights each.
  private let filters: [[Float]]

  init(from source: Int, to target: Int) {
    precondition(source > 0 && target > 0, "Resampler: from \(source) to \(target) Hz")
    let divisor = greatestCommonDivisor(source, target)
    (from, to, rate) = (source / divisor, target / divisor, target)
    // Of the old samples' rate.
    let cutoff = min(1, Double(to) / Double(from)) * Self.edge
    reach = Int((Double(Self.zeroCrossings) / cutoff).rounded(.up))
    let (reach, to) = (reach, to)
    filters = (0..<to).map { phase in
      let offset = Double(phase) / Double(to)
      return (0..<2 * reach).map { tap in
        let distance = Double(tap - reach + 1) - offset
        return Float(cutoff * sinc(cutoff * distance) * kaiser(distance / Double(reach), Self.beta))
      }
    }
  }

  func apply(to sound: Waveform) -> Waveform {
    let count = (sound.samples.count * to + from - 1) / from
    let samples = sound.samples.withUnsafeBufferPointer { source in
      (0..<count).map { index -> Float in
        let (place, phase) = (index * from).quotientAndRemainder(dividingBy: to)
        let first = place - reach + 1
        var sum: Float = 0
        filters[phase].withUnsafeBufferPointer { filter in
          for tap in max(-first, 0)..<max(min(2 * reach, source.count - first), max(-first, 0)) {
            sum += filter[tap] * source[first + tap]
          }
        }
        return sum
      }
    }
    return Waveform(samples, sampleRate: rate)
  }
}

private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
  b == 0 ? a : greatestCommonDivisor(b, a % b)
}

private func sinc(_ x: Double) -> Double { x == 0 ? 1 : sin(.pi * x) / (.pi * x) }

/// Kaiser's window, for x from -1 to 1.
private func kaiser(_ x: Double, _ beta: Double) -> Double {
  abs(x) >= 1 ? 0 : bessel(beta * (1 - x * x).squareRoot()) / bessel(beta)
}

/// The modified Bessel function of the first kind, of order 0, by its series.
private func bessel(_ x: Double) -> Double {
  var (sum, term, order) = (1.0, 1.0, 1.0)
  while term > sum * 1e-12 {
    term *= x * x / (4 * order * order)
    sum += term
    order += 1
  }
  return sum
}
