import Foundation

/// log(exp a + exp b).
@inline(__always) func logSum(_ a: Double, _ b: Double) -> Double {
  let (large, small) = a > b ? (a, b) : (b, a)
  let difference = small - large
  // Also if both are -∞, where the difference is no number.
  return difference > -40 ? large + log1p(exp(difference)) : large
}
