import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoData

@Suite struct AnnotationFileTests {
  private func read(_ text: String) throws -> AnnotationFile {
    try AnnotationFile(Data(text.utf8), name: "a.xml")
  }

  /// As in VOC 2012: parts have boxes of their own, which are not the object's.
  @Test func anAnnotationOfVOC() throws {
    let file = try read(
      """
      <annotation>
        <folder>VOC2012</folder>
        <filename>2007_000027.jpg</filename>
        <size><width>486</width><height>500</height><depth>3</depth></size>
        <object>
          <name>person</name><pose>Unspecified</pose><truncated>0</truncated>
          <difficult>0</difficult>
          <bndbox><xmin>174</xmin><ymin>101</ymin><xmax>349</xmax><ymax>351</ymax></bndbox>
          <part><name>head</name>
            <bndbox><xmin>169</xmin><ymin>104</ymin><xmax>209</xmax><ymax>146</ymax></bndbox>
          </part>
        </object>
        <object>
          <name> 犬 &amp; cat </name><difficult>1</difficult>
          <bndbox><xmax>3</xmax><xmin>1</xmin><ymax>2</ymax><ymin>2</ymin></bndbox>
        </object>
      </annotation>
      """)
    #expect(file.size?.width == 486 && file.size?.height == 500)
    #expect(
      file.objects == [
        .init(name: "person", box: Box(left: 173, top: 100, right: 349, bottom: 351)),
        .init(
          name: "犬 & cat", box: Box(left: 0, top: 1, right: 3, bottom: 2), isDifficult: true),
      ])
  }

  @Test func whatIsWrittenIsRead() throws {
    let image = AnnotatedImage(
      id: "a", url: URL(filePath: "/x/a&b.png"),
      objects: [
        .init(name: "a < b & c", box: Box(left: 0, top: 1, right: 20, bottom: 30)),
        .init(name: "猫", box: Box(left: 5, top: 5, right: 6, bottom: 6), isDifficult: true),
      ])
    let file = try read(AnnotationFile.text(of: image, width: 40, height: 50))
    #expect(file.objects == image.objects)
    #expect(file.size?.width == 40 && file.size?.height == 50)
  }

  private static func object(_ inner: String) -> String {
    "<annotation><object>\(inner)</object></annotation>"
  }

  private static let box =
    "<bndbox><xmin>1</xmin><ymin>1</ymin><xmax>9</xmax><ymax>9</ymax></bndbox>"

  @Test(arguments: [
    ("", "is not XML"), ("no XML", "is not XML"), ("<annotation><object>", "is not XML"),
    ("<html></html>", "is not an annotation: it begins with <html>"),
    (object(box), "has an object 1 without a name"),
    (object("<name>a</name>"), "has an object 1, a, without xmin"),
    (
      object("<name>a</name>" + box.replacing("<xmax>9", with: "<xmax>nine")),
      "says xmax nine of object 1, a"
    ),
    (
      object("<name>a</name>" + box.replacing("<ymax>9", with: "<ymax>1e30")),
      "says ymax 1e30 of object 1, a"
    ),
    (
      object("<name>a</name>" + box.replacing("<xmax>9", with: "<xmax>0")),
      "has an object 1, a, with an empty box"
    ),
    (
      "<annotation>" + String(repeating: "<a>", count: 40), "nests its elements too deep"
    ),
  ]) func brokenFiles(text: String, sentence: String) throws {
    let error = #expect(throws: InputError.self) { try read(text) }
    #expect(error?.problem.hasPrefix(sentence) == true, "\(String(describing: error))")
    #expect(error?.problem.contains("\n") == false)
  }

  /// Whatever is cut off or changed, the reader answers or refuses.
  @Test func damagedFiles() throws {
    let whole = Array(Self.object("<name>a</name><difficult>0</difficult>" + Self.box).utf8)
    for end in whole.indices {
      #expect(throws: InputError.self) { try AnnotationFile(Data(whole[..<end]), name: "a") }
    }
    for place in whole.indices {
      var changed = whole
      changed[place] = UInt8(truncatingIfNeeded: 37 &* place)
      _ = try? AnnotationFile(Data(changed), name: "a")
    }
  }

  @Test func notUTF8() {
    let latin = Data([UInt8]("<annot".utf8) + [0xde] + [UInt8]("tion/>".utf8))
    let error = #expect(throws: InputError.self) { try AnnotationFile(latin, name: "a.xml") }
    #expect(error?.problem == "is not text in UTF-8")
  }

  /// An entity that stands for a thousand million letters.
  @Test func entitiesDoNotExplode() {
    let laughs = """
      <!DOCTYPE x [<!ENTITY a "lollollollol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
      <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">
      <!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;">]>
      <annotation><object><name>&f;</name></object></annotation>
      """
    #expect(throws: InputError.self) { try read(laughs) }
  }
}
