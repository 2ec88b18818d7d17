import Testing

@testable import ShinsoTraining

@Suite struct TableTests {
  /// A Japanese character is as wide as two others.
  @Test func columnsLineUp() {
    let table = Table(
      ["CLASS", ">SAMPLES", "NOTE"], [["柴犬", "7", "a"], ["cat", "1234567", "b"]])
    #expect(
      table.lines == ["CLASS  SAMPLES  NOTE", "柴犬         7  a", "cat    1234567  b"])
    #expect(Table(rows: [["柴犬", "x"], ["a", "y"]]).lines == ["柴犬  x", "a     y"])
  }

  /// Rows may be shorter than others; no line ends in spaces that only fill a column.
  @Test func shortRows() {
    #expect(Table(rows: [["a", "b", "c"], ["long"]]).lines == ["a     b  c", "long"])
    #expect(Table([]).lines == [""])
  }
}
