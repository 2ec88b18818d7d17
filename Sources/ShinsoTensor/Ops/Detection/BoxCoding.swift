import Foundation

/// How a detector's four numbers say where a box lies, measured from a prior box.
public enum BoxCoding: Sendable, Hashable {
  /// Corners less those of the prior box.
  case corner
  /// The center's distance in sizes of the prior box, and the logarithm of the size's ratio.
  case centerSize
  /// Corners less those of the prior box, in its sizes.
  case cornerSize

  /// The corners of a box.
  ///
  /// - Parameter factors: by which the numbers are multiplied, the prior box's variances or ones.
  func decode(_ numbers: Box, prior: Box, factors: Box) -> Box {
    let (width, height) = (prior.right - prior.left, prior.bottom - prior.top)
    switch self {
    case .corner:
      return Box(
        left: prior.left + factors.left * numbers.left, top: prior.top + factors.top * numbers.top,
        right: prior.right + factors.right * numbers.right,
        bottom: prior.bottom + factors.bottom * numbers.bottom)
    case .cornerSize:
      return Box(
        left: prior.left + factors.left * numbers.left * width,
        top: prior.top + factors.top * numbers.top * height,
        right: prior.right + factors.right * numbers.right * width,
        bottom: prior.bottom + factors.bottom * numbers.bottom * height)
    case .centerSize:
      let x = (prior.left + prior.right) / 2 + factors.left * numbers.left * width
      let y = (prior.top + prior.bottom) / 2 + factors.top * numbers.top * height
      let halfWidth = exp(factors.right * numbers.right) * width / 2
      let halfHeight = exp(factors.bottom * numbers.bottom) * height / 2
      return Box(
        left: x - halfWidth, top: y - halfHeight, right: x + halfWidth, bottom: y + halfHeight)
    }
  }
}
