extension UInt8 {
  /// A shade of gray from 0, black, to 1, white. What lies outside is cut off, and what is no number is
  /// black.
  package init(shade: Float) {
    self.init(shade.isNaN ? 0 : Swift.min(Swift.max(shade, 0), 1) * 255)
  }
}
