import Testing

@testable import ShinsoModels

@Suite(.serialized) struct BitmapOutputTests {
  @Test func isMinusTheSquaredDistance() {
    let layer = BitmapOutput(classes: 12)
    let x = Initializer.uniform(1.5).make([3, 84], 1, 1, RandomKey(seed: 5, counter: 0))
    let y: [Float] = layer(x).scalars()
    let values: [Float] = x.scalars()
    for sample in 0..<3 {
      for index in 0..<12 {
        let code = BitmapOutput.code(index)
        let distance = (0..<84).reduce(Float(0)) { sum, place in
          let difference = values[sample * 84 + place] - code[place]
          return sum + difference * difference
        }
        #expect(abs(y[sample * 12 + index] + distance) < 1e-3)
      }
    }
  }

  /// Bitmaps of 7 × 12 that are easy to tell apart.
  @Test func codesDiffer() {
    let codes = (0..<40).map(BitmapOutput.code)
    for code in codes { #expect(code.count == 84 && code.allSatisfy { abs($0) == 1 }) }
    for (index, code) in codes.enumerated() {
      for other in codes[..<index] {
        #expect(zip(code, other).count { $0 != $1 } >= 8)
      }
    }
    #expect(DigitBitmaps.rows.allSatisfy { $0.count == 12 && $0.allSatisfy { $0.count == 7 } })
  }
}
