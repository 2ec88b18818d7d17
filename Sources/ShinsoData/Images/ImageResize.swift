import CKernels

extension Image {
  /// The image resized to `width` x `height` pixels: bit for bit the result of Pillow's `resize`.
  public func resized(width: Int, height: Int, interpolation: Interpolation) -> Image {
    resized(
      width: width, height: height, columns: 0..<width, rows: 0..<height,
      interpolation: interpolation)
  }

  /// The part `columns`, `rows` of the image resized to `width` x `height` pixels. The rest is
  /// never computed.
  public func resized(
    width: Int, height: Int, columns: Range<Int>, rows: Range<Int>, interpolation: Interpolation
  ) -> Image {
    precondition(
      !columns.isEmpty && !rows.isEmpty && columns.lowerBound >= 0 && rows.lowerBound >= 0
        && columns.upperBound <= width && rows.upperBound <= height,
      "Image: no part \(columns), \(rows) in an image of \(width) x \(height) pixels")
    if width == self.width && height == self.height { return cropped(columns, rows) }
    // An axis that keeps its size would have weights of one, so it is skipped.
    if height == self.height { return resizedAlongX(width, columns, rows, interpolation) }
    let vertical = ResizeWeights(
      sourceSize: self.height, targetSize: height, window: rows, interpolation: interpolation)
    if width == self.width {
      return resizedAlongY(vertical, columns, rows.count, firstRow: 0)
    }
    let needed = vertical.sourceRange
    return resizedAlongX(width, columns, needed, interpolation)
      .resizedAlongY(vertical, 0..<columns.count, rows.count, firstRow: needed.lowerBound)
  }

  /// The part `columns`, `rows` of the image.
  public func cropped(_ columns: Range<Int>, _ rows: Range<Int>) -> Image {
    precondition(
      !columns.isEmpty && !rows.isEmpty && columns.lowerBound >= 0 && rows.lowerBound >= 0
        && columns.upperBound <= width && rows.upperBound <= height,
      "Image: no part \(columns), \(rows) in an image of \(width) x \(height) pixels")
    if columns.count == width && rows.count == height { return self }
    return Image(width: columns.count, height: rows.count, format: format) { target in
      pixels.withUnsafeBufferPointer { source in
        let rowBytes = columns.count * channels
        for (index, row) in rows.enumerated() {
          let start = (row * width + columns.lowerBound) * channels
          _ = UnsafeMutableBufferPointer(rebasing: target[(index * rowBytes)...])
            .update(fromContentsOf: source[start..<start + rowBytes])
        }
      }
    }
  }

  private func resizedAlongX(
    _ width: Int, _ columns: Range<Int>, _ rows: Range<Int>, _ interpolation: Interpolation
  ) -> Image {
    let weights = ResizeWeights(
      sourceSize: self.width, targetSize: width, window: columns, interpolation: interpolation)
    return Image(width: columns.count, height: rows.count, format: format) { target in
      pixels.withUnsafeBufferPointer { source in
        guard let start = source.baseAddress else { return }
        let stride = self.width * channels
        weights.withKernelWeights(from: 0) {
          shinso_resize_along_x(
            start + rows.lowerBound * stride, start + source.count, stride, target.baseAddress,
            Int32(rows.count), Int32(channels), $0)
        }
      }
    }
  }

  /// `firstRow` is the row, in the image that `weights` was made for, that comes first here.
  private func resizedAlongY(
    _ weights: ResizeWeights, _ columns: Range<Int>, _ height: Int, firstRow: Int
  ) -> Image {
    Image(width: columns.count, height: height, format: format) { target in
      pixels.withUnsafeBufferPointer { source in
        guard let start = source.baseAddress else { return }
        weights.withKernelWeights(from: firstRow) {
          shinso_resize_along_y(
            start + columns.lowerBound * channels, width * channels, target.baseAddress,
            columns.count * channels, $0)
        }
      }
    }
  }
}
