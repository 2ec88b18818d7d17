import Foundation
import ShinsoFormats
import ShinsoTensor

/// A file of captions, in any of these formats:
///
/// - JSON as COCO has it (`images` and `annotations`), or as Karpathy's splits do (`images` with
///   `sentences`).
/// - Flickr8k's lines, `image.jpg#0<TAB>caption`, also without the number, or with a comma in place
///   of the tab; the caption may have commas itself.
/// - A table with a first line that names its columns: `image`, or another word for it, and one
///   column of captions for each language; a column `split` divides the pictures.
public struct CaptionFile: Sendable {
  /// At least one, in the file's order.
  public let captions: [PictureCaption]
  /// Sentences about what was left out.
  public let notes: [String]

  /// - Throws: `InputError` naming the file, and the line or the place in it, if it is damaged or
  ///   in another format.
  public init(_ url: URL) throws {
    let name = url.path
    let text = try TextFile(url).text
    let first = text.first { !$0.isWhitespace }
    let all =
      try first == "{" || first == "["
      ? CaptionJSON.captions(in: text, name: name) : CaptionLines.captions(in: text, name: name)
    captions = all.filter { !$0.text.isEmpty }
    if captions.isEmpty { throw InputError(name, "has no captions") }
    notes =
      captions.count == all.count
      ? [] : ["\(name): \(counted(all.count - captions.count, "empty caption")) left out"]
  }
}
