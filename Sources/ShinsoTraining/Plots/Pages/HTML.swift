import Foundation
import ShinsoData

/// Pieces of HTML that the sections of a ``PicturePage`` share.
enum HTML {
  /// Names of classes and files may hold anything.
  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }

  /// The Japanese text in an element of its own, below the English one.
  static func both(_ text: Wording) -> String {
    if text.english == text.japanese { return escaped(text.english) }
    return "\(escaped(text.english)) <span lang=\"ja\">\(escaped(text.japanese))</span>"
  }

  /// A paragraph in each language, side by side where there is room.
  static func paragraphs(_ text: Wording) -> String {
    "<div class=\"two\"><p>\(escaped(text.english))</p>"
      + "<p lang=\"ja\">\(escaped(text.japanese))</p></div>"
  }

  /// - Parameter png: a PNG file's bytes, whose size in pixels is `width` by `height`.
  static func image(_ png: Data, width: Int, height: Int, alt: String) -> String {
    let small = max(width, height) < 100 ? " class=\"small\"" : ""
    return "<img\(small) width=\"\(width)\" height=\"\(height)\" "
      + "alt=\"\(escaped(alt))\" src=\"data:image/png;base64,\(png.base64EncodedString())\">"
  }
}
