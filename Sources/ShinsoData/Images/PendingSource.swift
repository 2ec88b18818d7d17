/// What a ``PendingImage`` comes from.
enum PendingSource: Sendable {
  case pixels(Image)
  /// A part of a file.
  case file(JPEGImage, _ columns: Range<Int>, _ rows: Range<Int>, isReducible: Bool)

  var width: Int {
    switch self {
    case .pixels(let image): image.width
    case .file(_, let columns, _, _): columns.count
    }
  }

  var height: Int {
    switch self {
    case .pixels(let image): image.height
    case .file(_, _, let rows, _): rows.count
    }
  }

  /// A part that is not decoded yet; nil if this is.
  func part(_ columns: Range<Int>, _ rows: Range<Int>) -> PendingSource? {
    guard case .file(let file, let own, let ownRows, let isReducible) = self else { return nil }
    func moved(_ range: Range<Int>, _ start: Int) -> Range<Int> {
      range.lowerBound + start..<range.upperBound + start
    }
    return .file(
      file, moved(columns, own.lowerBound), moved(rows, ownRows.lowerBound),
      isReducible: isReducible)
  }

  /// The part `columns`, `rows` of this, resized to `width` x `height` pixels.
  ///
  /// - Throws: `InputError` if the file is damaged.
  func resized(
    width: Int, height: Int, columns: Range<Int>, rows: Range<Int>, interpolation: Interpolation
  ) throws -> Image {
    let image: Image
    switch self {
    case .pixels(let pixels): image = pixels
    case .file(let file, let own, let ownRows, let isReducible):
      let denominator =
        isReducible
        ? JPEGImage.denominator(size: (self.width, self.height), needed: (width, height)) : 1
      // The pixels of the reduced image that a part covers, wholly or not.
      func reduced(_ range: Range<Int>) -> Range<Int> {
        range.lowerBound / denominator..<(range.upperBound + denominator - 1) / denominator
      }
      let (left, top) = (reduced(own), reduced(ownRows))
      func needed(_ window: Range<Int>, of target: Int, in part: Range<Int>) -> Range<Int> {
        let range = interpolation.sources(of: window, from: part.count, to: target)
        return range.lowerBound + part.lowerBound..<range.upperBound + part.lowerBound
      }
      image = try file.decoded(
        columns: needed(columns, of: width, in: left), rows: needed(rows, of: height, in: top),
        reducedBy: denominator
      ).cropped(left, top)
    }
    return image.resized(
      width: width, height: height, columns: columns, rows: rows, interpolation: interpolation)
  }
}
