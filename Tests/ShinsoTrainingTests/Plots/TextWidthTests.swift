import ShinsoTraining
import Testing

@Suite struct TextWidthTests {
  @Test func columns() {
    #expect(TextWidth.columns("cat") == 3 && TextWidth.columns("柴犬") == 4)
    #expect(TextWidth.shortened("柴犬と猫", 6) == "柴犬…")
    #expect(TextWidth.right("犬", 4) == "  犬" && TextWidth.left("犬", 4) == "犬  ")
  }

  @Test(arguments: [
    ("cat", ["cat"]), ("", [""]), ("exactly ten", ["exactly", "ten"]),
    ("Staffordshire", ["Staffordsh", "ire"]), ("German short-haired", ["German", "short-hai…"]),
    ("a Chihuahua", ["a Chihuahu", "a"]), ("wire-haired", ["wire-", "haired"]),
    ("n02085620_Chihuahua", ["n02085620_", "Chihuahua"]), ("柴犬柴犬柴犬犬", ["柴犬柴犬柴", "犬犬"]),
  ]) func wrapsIntoTwoLines(text: String, lines: [String]) {
    #expect(TextWidth.wrapped(text, 10, lines: 2) == lines)
  }

  @Test func aLineNarrowerThanACharacter() {
    #expect(TextWidth.wrapped("犬猫", 1, lines: 2) == ["犬", "…"])
  }
}
