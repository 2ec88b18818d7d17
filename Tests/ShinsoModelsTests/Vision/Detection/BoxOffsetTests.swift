import ShinsoTensor
import Testing

@testable import ShinsoModels

@Suite struct BoxOffsetTests {
  @Test func anOffsetLeadsBack() {
    var generator = SplitMix64(seed: 2)
    func box() -> Box {
      let (x, y) = (Float(200 * generator.unit()), Float(200 * generator.unit()))
      return Box(
        left: x, top: y, right: x + 20 + Float(100 * generator.unit()),
        bottom: y + 20 + Float(100 * generator.unit()))
    }
    for _ in 0..<50 {
      let (window, object) = (box(), box())
      let found = BoxOffset(from: window, to: object).applied(to: window)
      for (a, b) in [
        (found.left, object.left), (found.top, object.top), (found.right, object.right),
        (found.bottom, object.bottom),
      ] { #expect(abs(a - b) < 1e-3, "\(window) \(object)") }
    }
  }

  /// Equations 6 to 9 by hand.
  @Test func equations() {
    let offset = BoxOffset(
      from: Box(left: 10, top: 20, right: 50, bottom: 40),
      to: Box(left: 30, top: 20, right: 50, bottom: 60))
    #expect(offset.x == 0.25 && offset.y == 0.5)
    #expect(abs(offset.width + 0.693_147) < 1e-5 && abs(offset.height - 0.693_147) < 1e-5)
  }

  @Test func nothingGrowsWithoutEnd() {
    let window = Box(left: 0, top: 0, right: 10, bottom: 10)
    let moved = BoxOffset(x: 0, y: 0, width: 1e9, height: .infinity).applied(to: window)
    #expect(moved.width < 80 && moved.height < 80)
  }
}
