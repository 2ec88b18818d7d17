import Testing

@testable import ShinsoData

@Suite struct DigitInkTests {
  @Test func darkInkOnPaperBecomesLight() {
    var pixels = [UInt8](repeating: 250, count: 25)
    pixels[12] = 10
    let paper = Image(width: 5, height: 5, format: .gray, pixels: pixels)
    let negative = DigitInk.whiteOnBlack(paper, named: "x")
    #expect(negative.pixels[12] == 245 && negative.pixels[0] == 5)
    #expect(DigitInk.whiteOnBlack(negative, named: "x") == negative)
  }
}
