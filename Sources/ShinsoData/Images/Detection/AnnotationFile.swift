import Foundation
import ShinsoFormats
import ShinsoTensor

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// An XML file with the objects of one picture, as PASCAL VOC and ILSVRC have them.
struct AnnotationFile {
  /// Larger files are not annotations.
  static let maximumByteCount = 1 << 24
  static let maximumObjectCount = 10_000

  /// What the file says of the picture's size, if it does.
  private(set) var size: (width: Int, height: Int)?
  private(set) var objects: [AnnotatedImage.Object] = []

  /// - Parameter countsFromOne: whether the first pixel is 1, as in PASCAL VOC, rather than 0.
  /// - Throws: `InputError` naming the file, with line and column where it is not XML.
  init(_ url: URL, countsFromOne: Bool) throws {
    let bytes = try PackedFile.bytes(of: url, limit: Self.maximumByteCount)
    try self.init(Data(bytes), name: url.path, countsFromOne: countsFromOne)
  }

  init(_ data: Data, name: String, countsFromOne: Bool = true) throws {
    // FoundationXML stops the program at a name that is not UTF-8.
    guard String(validating: data, as: UTF8.self) != nil else {
      throw InputError(name, "is not text in UTF-8")
    }
    let reader = Reader(name, first: countsFromOne ? 1 : 0)
    let parser = XMLParser(data: data)
    parser.shouldResolveExternalEntities = false
    parser.delegate = reader
    let isWhole = parser.parse()
    if let problem = reader.problem { throw problem }
    // On Linux, the parser takes what breaks off for whole.
    guard isWhole, reader.root != nil, reader.path.isEmpty else {
      throw InputError(
        name, "is not XML: line \(parser.lineNumber), column \(parser.columnNumber)")
    }
    guard reader.root == "annotation" else {
      throw InputError(
        name, "is not an annotation: it begins with <\(reader.root ?? "")>, not <annotation>")
    }
    size = reader.size
    objects = reader.objects
  }

  /// Collects the texts of the elements that matter.
  private final class Reader: NSObject, XMLParserDelegate {
    private let name: String
    /// The number of the first pixel.
    private let first: Float
    private(set) var root: String?
    private(set) var objects: [AnnotatedImage.Object] = []
    private(set) var problem: InputError?
    private(set) var path: [String] = []
    private var text = ""
    /// Of the object at hand, or of the size.
    private var fields: [String: String] = [:]

    init(_ name: String, first: Float) {
      self.name = name
      self.first = first
    }

    private(set) var size: (width: Int, height: Int)?

    func parser(
      _ parser: XMLParser, didStartElement element: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) {
      if root == nil { root = element }
      path.append(element)
      text = ""
      if path.count == 2 { fields = [:] }
      if path.count > 32 { fail("nests its elements too deep", parser) }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
      // Names and numbers are short.
      if text.utf8.count < 1024 { text += string }
    }

    func parser(
      _ parser: XMLParser, didEndElement element: String, namespaceURI: String?,
      qualifiedName: String?
    ) {
      // `annotation/object/bndbox/xmin`; parts of objects have boxes of their own, one level below.
      let key = path.dropFirst(2).joined(separator: "/")
      if !key.isEmpty {
        fields[key] = text.trimmingCharacters(in: .whitespacesAndNewlines)
      }
      if path == ["annotation", "object"] { finishObject(parser) }
      if path == ["annotation", "size"], let width = fields["width"].flatMap({ Int($0) }),
        let height = fields["height"].flatMap({ Int($0) }), width > 0, height > 0
      {
        size = (width, height)
      }
      path.removeLast()
      text = ""
    }

    private func finishObject(_ parser: XMLParser) {
      let number = objects.count + 1
      guard let title = fields["name"], !title.isEmpty else {
        return fail("has an object \(number) without a name", parser)
      }
      var sides: [Float] = []
      for side in ["xmin", "ymin", "xmax", "ymax"] {
        guard let text = fields["bndbox/\(side)"] else {
          return fail("has an object \(number), \(title), without \(side)", parser)
        }
        guard let value = Float(text), abs(value) <= Float(Image.maximumExtent) else {
          return fail("says \(side) \(text) of object \(number), \(title)", parser)
        }
        sides.append(value)
      }
      // The last pixel belongs to the box.
      let box = Box(
        left: sides[0] - first, top: sides[1] - first, right: sides[2] - first + 1,
        bottom: sides[3] - first + 1)
      guard box.left < box.right, box.top < box.bottom else {
        return fail("has an object \(number), \(title), with an empty box", parser)
      }
      guard objects.count < AnnotationFile.maximumObjectCount else {
        return fail("has more than \(AnnotationFile.maximumObjectCount) objects", parser)
      }
      objects.append(
        AnnotatedImage.Object(name: title, box: box, isDifficult: fields["difficult"] == "1"))
    }

    private func fail(_ sentence: String, _ parser: XMLParser) {
      problem = problem ?? InputError(name, sentence)
      parser.abortParsing()
    }
  }
}

extension AnnotationFile {
  /// The text of such a file.
  static func text(of image: AnnotatedImage, width: Int, height: Int) -> String {
    func escaped(_ text: String) -> String {
      text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
    let objects = image.objects.map { object in
      """
        <object>
          <name>\(escaped(object.name))</name>
          <difficult>\(object.isDifficult ? 1 : 0)</difficult>
          <bndbox>
            <xmin>\(Int(object.box.left) + 1)</xmin>
            <ymin>\(Int(object.box.top) + 1)</ymin>
            <xmax>\(Int(object.box.right))</xmax>
            <ymax>\(Int(object.box.bottom))</ymax>
          </bndbox>
        </object>

      """
    }
    return """
      <annotation>
        <filename>\(escaped(image.url.lastPathComponent))</filename>
        <size><width>\(width)</width><height>\(height)</height><depth>3</depth></size>
      \(objects.joined())</annotation>

      """
  }
}
