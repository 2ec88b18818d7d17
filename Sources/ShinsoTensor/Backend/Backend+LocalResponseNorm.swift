extension Backend {
  public func localResponseNorm(_ x: Tensor, _ rule: LocalResponseRule) -> Tensor {
    localResponseNorm(x, rule, along: [1])
  }

  public func localResponseNormBackward(
    _ dy: Tensor, x: Tensor, _ rule: LocalResponseRule
  ) -> Tensor {
    localResponseNormBackward(dy, x: x, rule, along: [1])
  }

  /// Made of other kernels. The neighbors lie along some axes: channels, or rows and columns.
  func localResponseNorm(_ x: Tensor, _ rule: LocalResponseRule, along axes: [Int]) -> Tensor {
    binary(.multiply, x, powers(of: bases(x, rule, axes), rule))
  }

  func localResponseNormBackward(
    _ dy: Tensor, x: Tensor, _ rule: LocalResponseRule, along axes: [Int]
  ) -> Tensor {
    // With b = k + α mean(x²): dx = dy · b^-β - 2αβ · x · meanᵀ(dy · x · b^(-β - 1)).
    let bases = bases(x, rule, axes)
    let direct = binary(.multiply, dy, powers(of: bases, rule))
    let slopes = binary(.divide, binary(.multiply, direct, x), bases)
    let indirect = binary(.multiply, x, mean(slopes, rule, axes, transposed: true))
    return binary(
      .add, direct, scaleShift(indirect, scale: -2 * rule.alpha * rule.beta, offset: 0))
  }

  private func bases(_ x: Tensor, _ rule: LocalResponseRule, _ axes: [Int]) -> Tensor {
    scaleShift(
      mean(unary(.square, x), rule, axes, transposed: false), scale: rule.alpha, offset: rule.k)
  }

  private func powers(of bases: Tensor, _ rule: LocalResponseRule) -> Tensor {
    binary(.power, bases, full(-rule.beta, shape: [], dtype: bases.dtype))
  }

  private func mean(
    _ x: Tensor, _ rule: LocalResponseRule, _ axes: [Int], transposed: Bool
  ) -> Tensor {
    axes.reduce(x) { x, axis in
      let map = rule.band(x.shape[axis])
      return mapped(x, axis: axis, transposed ? map.transposed : map)
    }
  }
}

extension LocalResponseRule {
  /// The mean over neighbors along an axis.
  fileprivate func band(_ count: Int) -> AxisMap {
    AxisMap(
      size: count,
      (0..<count).map { place in
        (max(place - size / 2, 0)...min(place + (size - 1) / 2, count - 1)).map {
          ($0, 1 / Double(size))
        }
      })
  }
}
