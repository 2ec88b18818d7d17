import Testing

@testable import ShinsoData

@Suite struct ShadeTests {
  @Test func anyNumberIsAShade() {
    let numbers: [Float] = [.nan, -.infinity, -1, 0, 0.5, 1, 7, .infinity]
    #expect(numbers.map { UInt8(shade: $0) } == [0, 0, 0, 0, 127, 255, 255, 255])
  }
}
