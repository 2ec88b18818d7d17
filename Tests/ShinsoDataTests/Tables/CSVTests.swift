import ShinsoTensor
import Testing

@testable import ShinsoData

@Suite struct CSVTests {
  private func table(_ text: String, hasHeader: Bool? = nil) throws -> CSV {
    try CSV(Array(text.utf8), name: "a.csv", hasHeader: hasHeader)
  }

  private func problem(_ text: String) -> String {
    do {
      _ = try table(text).dataset(name: "a.csv")
      return "none"
    } catch { return "\(error)" }
  }

  @Test func readsQuotesLineEndsAndSeparators() throws {
    let csv = try table("\u{FEFF}name;text\r\n\"a \"\"b\"\"\";\"c;\nd\"\r\n\r\ne; f \r\n")
    #expect(csv.header == ["name", "text"])
    #expect(csv.rows == [["a \"b\"", "c;\nd"], ["e", " f "]])
    #expect(try table("1\t2\n3\t4").rows == [["1", "2"], ["3", "4"]])
    #expect(try table("a,b\nc,d", hasHeader: false).header == nil)
    #expect(try table("1,2", hasHeader: nil).header == nil)
  }

  @Test func becomesADataSet() throws {
    let csv = try table("kind,width,height\niris,1,2.5\nrose,-3,4\niris,5,6e-1\n")
    let data = try csv.dataset(label: "kind")
    #expect(data.classNames == ["iris", "rose"] && data.labels == [0, 1, 0])
    #expect(data.samples.scalars() == [1, 2.5, -3, 4, 5, 0.6] as [Float])
    #expect(try csv.dataset(label: "0").labels == [0, 1, 0])
    let numbers = try table("1,2,10\n3,4,9\n").dataset()
    #expect(numbers.classNames == ["9", "10"] && numbers.labels == [1, 0])
  }

  @Test func theOrderOfClassesDependsOnTheirNamesAlone() throws {
    func classes(_ labels: [String]) throws -> [String] {
      let orders = try [labels, labels.reversed()].map { order in
        try table(order.map { "1,\($0)\n" }.joined(), hasHeader: false).dataset().classNames
      }
      #expect(orders[0] == orders[1])
      return orders[0]
    }
    #expect(try classes(["10", "9", "-2.5", "1e1"]) == ["-2.5", "9", "10", "1e1"])
    // Not all of them are finite numbers.
    #expect(try classes(["10", "9", "nan"]) == ["10", "9", "nan"])
    #expect(try classes(["10", "9", "inf"]) == ["10", "9", "inf"])
    #expect(try classes(["10", "9", "1a", "Z", "é"]) == ["10", "1a", "9", "Z", "é"])
  }

  @Test func spacesAroundFieldsDoNotCount() throws {
    let numbers = try table(" 1, 2, a\n 3, 4,a \n")
    #expect(numbers.header == nil && numbers.rows.count == 2)
    #expect(try numbers.dataset().classNames == ["a"])
    #expect(try table("width, kind\n 1, a\n").header == ["width", " kind"])
  }

  @Test func delimitersAtTheEndsOfLines() throws {
    for text in [
      "a,b,label,\n1,2,0,\n3,4,1,\n", "a;b;label;;\n1;2;0;;\n;;;;\n3;4;1;;\n",
      "a,b,label\n1,2,0,\n3,4,1,",
    ] {
      let data = try table(text).dataset()
      #expect(data.labels == [0, 1] && data.sampleShape == [2], "\(text)")
    }
  }

  @Test func whatSpreadsheetsWrite() throws {
    let comma = try table("sep=;\r\na;b;label\r\n1,5;2;cat\r\n3;4,25;dog\r\n").dataset()
    #expect(comma.samples.scalars() == [1.5, 2, 3, 4.25] as [Float])
    #expect(comma.classNames == ["cat", "dog"])
    #expect(
      try table("1,5;2,5;x\n2;3;y\n").dataset().samples.scalars() == [1.5, 2.5, 2, 3] as [Float])
    #expect(try table("a,b,label\r1,2,0\r3,4,1").dataset().labels == [0, 1])
    let quotes = try table("a, \"b, c\",label\n1,2,\"x, y\"\n3,4,z\n")
    #expect(quotes.header == ["a", "b, c", "label"])
    #expect(try quotes.dataset(label: "label").classNames == ["x, y", "z"])
  }

  @Test func headersByContentAndByLabel() throws {
    #expect(try table("id,2019,label\n1,2,a\n3,4,b").header == ["id", "2019", "label"])
    #expect(try table("?,2,a\n3,4,b").header == nil)
    let named = try table("1,2,kind\n3,4,a\n5,6,b\n")
    #expect(try named.dataset(label: "kind").classNames == ["a", "b"])
  }

  @Test func everyEncoding() throws {
    let text = "a,b,label\n1,2,\u{E9}t\u{E9}\n3,4,x\n"
    let units = text.utf16.flatMap { unit -> [UInt8] in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
    let utf16: [UInt8] = [0xFF, 0xFE] + units
    let latin = text.unicodeScalars.map { UInt8($0.value) }
    let japanese =
      Array("a,label\n1,".utf8) + [0x8C, 0xA2, 10] + Array("2,".utf8) + [0x94, 0x4C, 10]
    for (bytes, classes) in [
      (utf16, ["x", "\u{E9}t\u{E9}"]), (latin, ["x", "\u{E9}t\u{E9}"]), (japanese, ["犬", "猫"]),
    ] {
      #expect(try CSV(bytes, name: "a.csv").dataset().classNames == classes)
    }
    // Damaged UTF-8 is no Latin-1.
    let damaged = Array("a,label\n1,\u{E9}\n2,\u{E8}\n".utf8) + [0x33, 0x2C, 0xFF, 10]
    #expect(throws: InputError.self) { try CSV(damaged, name: "a.csv") }
  }

  @Test func namesWhatIsWrong() {
    #expect(
      problem("a,b,label\n1,2,cat\n3,4,\n5,6,dog\n") == "a.csv: row 2, on line 3, has no class")
    #expect(problem("") == "a.csv: has no rows")
    #expect(problem("a,b\n1,2\n3\n") == "a.csv: line 3 has 1 field, but the first row has 2")
    #expect(problem("1,\"2\n3") == "a.csv: line 1 has a quote that is not closed")
    #expect(problem("x,y\n1,a\nten,b") == "a.csv: row 2, column 'x': 'ten' is not a number")
    #expect(problem("1\n2") == "a.csv: has one column, but needs values and a class")
    #expect(throws: InputError.self) { try table("1,2").dataset(label: "5") }
  }
}
