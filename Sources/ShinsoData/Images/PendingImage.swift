import ShinsoTensor

/// An image on its way through transforms. Nothing is computed until the end, so a resize computes
/// only the pixels that a later crop keeps, and of a JPEG file only these are decoded. The result is the
/// same as with separate steps, unless a large file may be decoded at a smaller size.
public struct PendingImage: Sendable {
  /// The current size of the image.
  public var width: Int { columns.count }
  public var height: Int { rows.count }

  /// The name of the image in error messages.
  private let name: String
  private var source: PendingSource
  /// The source is resized to this size, then cropped to `columns` and `rows`, then mirrored.
  private var resized: (width: Int, height: Int)
  private var interpolation = Interpolation.bilinear
  private var columns: Range<Int>
  private var rows: Range<Int>
  private var isMirrored = false

  /// - Parameter name: the name of the image in error messages.
  public init(_ image: Image, name: String = "image") { self.init(.pixels(image), name: name) }

  /// - Parameter isReducible: whether the file may be decoded at a smaller size where the result has as
  ///   few pixels; then they differ a little from those of separate steps.
  init(_ file: JPEGImage, name: String, isReducible: Bool) {
    self.init(
      .file(file, 0..<file.width, 0..<file.height, isReducible: isReducible), name: name)
  }

  private init(_ source: PendingSource, name: String) {
    self.name = name
    self.source = source
    resized = (source.width, source.height)
    columns = 0..<source.width
    rows = 0..<source.height
  }

  /// Resizes to exactly `width` x `height` pixels.
  public mutating func resize(width: Int, height: Int, interpolation: Interpolation) throws {
    precondition(width > 0 && height > 0, "cannot resize to \(width) x \(height) pixels")
    let isResized = resized != (source.width, source.height)
    if !isResized, !isMirrored, let part = source.part(columns, rows) {
      self = PendingImage(part, name: name)
    } else if isResized || isMirrored || columns.count != source.width
      || rows.count != source.height
    {
      self = PendingImage(try image(), name: name)
    }
    resized = (width, height)
    columns = 0..<width
    rows = 0..<height
    self.interpolation = interpolation
  }

  /// Resizes so that the shorter side gets `length` pixels; the longer side keeps the proportions
  /// and is rounded down, as in torchvision.
  public mutating func resizeShortSide(to length: Int, interpolation: Interpolation) throws {
    let (short, long) = (min(width, height), max(width, height))
    let longLength = long.multipliedReportingOverflow(by: length)
    guard !longLength.overflow else { throw tooLarge }
    let other = longLength.partialValue / short
    let isWide = width > height
    try resize(
      width: isWide ? other : length, height: isWide ? length : other,
      interpolation: interpolation)
  }

  /// Keeps the `width` x `height` pixels that start at (`left`, `top`).
  ///
  /// - Throws: `InputError` if the image is smaller.
  public mutating func crop(left: Int, top: Int, width: Int, height: Int) throws {
    try checkHolds(width, height)
    precondition(
      left >= 0 && top >= 0 && left <= self.width - width && top <= self.height - height,
      "PendingImage: no part of \(width) x \(height) pixels at (\(left), \(top)) "
        + "in \(self.width) x \(self.height)")
    let first = columns.lowerBound + (isMirrored ? self.width - width - left : left)
    columns = first..<first + width
    rows = rows.lowerBound + top..<rows.lowerBound + top + height
  }

  /// Keeps the middle. An odd margin is split as in torchvision: half of it is rounded to the
  /// nearest even number.
  ///
  /// - Throws: `InputError` if the image is smaller.
  public mutating func centerCrop(width: Int, height: Int) throws {
    try checkHolds(width, height)
    func half(_ margin: Int) -> Int { Int((Double(margin) / 2).rounded(.toNearestOrEven)) }
    try crop(
      left: half(self.width - width), top: half(self.height - height), width: width,
      height: height)
  }

  /// Swaps left and right.
  public mutating func mirror() { isMirrored.toggle() }

  /// Changes the current pixels.
  public mutating func change(_ body: (inout Image) -> Void) throws {
    var image = try image()
    body(&image)
    self = PendingImage(image, name: name)
  }

  /// The resulting image.
  ///
  /// - Throws: `InputError` if it has more than ``Image/maximumPixelCount`` pixels.
  public func image() throws -> Image {
    guard width <= Image.maximumPixelCount / height else { throw tooLarge }
    let result = try source.resized(
      width: resized.width, height: resized.height, columns: columns, rows: rows,
      interpolation: interpolation)
    return isMirrored ? result.mirrored() : result
  }

  private var tooLarge: InputError {
    InputError(
      name, "is too long and thin to be resized: \(source.width) x \(source.height) pixels")
  }

  func checkHolds(_ width: Int, _ height: Int) throws {
    precondition(width > 0 && height > 0, "cannot crop to \(width) x \(height) pixels")
    guard width <= self.width, height <= self.height else {
      throw InputError(
        name,
        "has only \(self.width) x \(self.height) pixels, but the crop is \(width) x \(height); "
          + "resize it first")
    }
  }
}
