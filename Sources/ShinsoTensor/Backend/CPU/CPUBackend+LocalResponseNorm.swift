import CKernels

extension CPUBackend {
  func localResponseNorm(_ x: Tensor, _ rule: LocalResponseRule) -> Tensor {
    guard rule.size <= SHINSO_LOCAL_RESPONSE_MAX else {
      return localResponseNorm(x, rule, along: [1])
    }
    let planes = LanePlanes(x, self)
    let y = planes.like(x, self)
    let target = y.storage.representation.memory.floats
    forEachPiece(planes, channels: x.shape[1]) { image, form, pixels in
      var kernel = rule.kernel
      shinso_local_response_forward(
        target + image, planes.memory.floats + image, &kernel, form, pixels.lowerBound,
        pixels.upperBound)
    }
    return y
  }

  func localResponseNormBackward(
    _ dy: Tensor, x: Tensor, _ rule: LocalResponseRule
  ) -> Tensor {
    guard rule.size <= SHINSO_LOCAL_RESPONSE_MAX else {
      return localResponseNormBackward(dy, x: x, rule, along: [1])
    }
    let planes = LanePlanes(x, in: elementwiseLayout(x, dy), self)
    let gradient = memory(dy, in: planes.layout)
    let dx = planes.like(x, self)
    let target = dx.storage.representation.memory.floats
    forEachPiece(planes, channels: x.shape[1]) { image, form, pixels in
      var kernel = rule.kernel
      shinso_local_response_backward(
        target + image, gradient.floats + image, planes.memory.floats + image, &kernel, form,
        pixels.lowerBound, pixels.upperBound)
    }
    return dx
  }

  /// `body(offset of the image, form of an image, pixels)` over pieces of images, in parallel.
  private func forEachPiece(
    _ planes: LanePlanes, channels: Int,
    _ body: (Int, UnsafePointer<shinso_channel_planes>, Range<Int>) -> Void
  ) {
    let image = planes.groups * planes.planeSize
    let piece = max(64, 65_536 / max(planes.channels, 1) / 64 * 64)
    let pieces = (planes.pixels + piece - 1) / piece
    Parallel.ranges(planes.batch * pieces, cost: image / max(pieces, 1) * 8) { range in
      var form = shinso_channel_planes(
        channels: channels, pixels: planes.pixels, lanes: planes.lanes)
      for index in range {
        let start = index % pieces * piece
        body(
          index / pieces * image, &form, start..<min(start + piece, planes.pixels))
      }
    }
  }
}

extension LocalResponseRule {
  fileprivate var kernel: shinso_local_response {
    shinso_local_response(
      size: size, alpha: Float(alpha / Double(size)), beta: Float(beta), k: Float(k))
  }
}
