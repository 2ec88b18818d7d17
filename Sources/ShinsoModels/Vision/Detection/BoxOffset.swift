import Foundation
import ShinsoTensor

/// How far a window is from an object, as numbers that do not depend on sizes: Girshick et al., "Rich
/// feature hierarchies for accurate object detection and semantic segmentation", CVPR 2014,
/// appendix C, equations 1 to 9.
public struct BoxOffset: Sendable, Hashable {
  /// The step of the center, in widths and heights of the window.
  public var x: Float
  public var y: Float
  /// Logarithms of the ratios of the sizes.
  public var width: Float
  public var height: Float

  public init(x: Float, y: Float, width: Float, height: Float) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// What leads from a window to an object; neither is empty.
  public init(from window: Box, to object: Box) {
    x = (object.left + object.right - window.left - window.right) / (2 * window.width)
    y = (object.top + object.bottom - window.top - window.bottom) / (2 * window.height)
    width = log(object.width / window.width)
    height = log(object.height / window.height)
  }

  /// The window moved by it. Sizes change at most by a factor of e², which no useful offset reaches.
  public func applied(to window: Box) -> Box {
    let centerX = (window.left + window.right) / 2 + x * window.width
    let centerY = (window.top + window.bottom) / 2 + y * window.height
    let halfWidth = window.width * exp(min(max(width, -2), 2)) / 2
    let halfHeight = window.height * exp(min(max(height, -2), 2)) / 2
    return Box(
      left: centerX - halfWidth, top: centerY - halfHeight, right: centerX + halfWidth,
      bottom: centerY + halfHeight)
  }
}
