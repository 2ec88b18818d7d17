import Foundation
import ShinsoFormats
import ShinsoTensor

/// COCO's captions (Lin et al. 2014) and Karpathy's splits of Flickr8k, Flickr30k and COCO.
enum CaptionJSON {
  private struct Content: Decodable {
    let images: [Picture]
    let annotations: [Annotation]?
  }

  private struct Picture: Decodable {
    let id: Int?
    let fileName: String?
    let filename: String?
    let filepath: String?
    let split: String?
    let sentences: [Sentence]?

    private enum CodingKeys: String, CodingKey {
      case id, filename, filepath, split, sentences
      case fileName = "file_name"
    }
  }

  private struct Sentence: Decodable {
    let raw: String?
    let tokens: [String]?
  }

  private struct Annotation: Decodable {
    let image: Int
    let caption: String

    private enum CodingKeys: String, CodingKey {
      case caption
      case image = "image_id"
    }
  }

  static func captions(in text: String, name: String) throws -> [PictureCaption] {
    let content: Content
    do { content = try JSONDecoder().decode(Content.self, from: Data(text.utf8)) } catch {
      throw InputError(
        name,
        "is not JSON with captions: it needs `images` and `annotations` as COCO has them, or "
          + "`images` with `sentences` as Karpathy's splits have" + place(of: error))
    }
    if let annotations = content.annotations {
      return try coco(content.images, annotations, name)
    }
    return try content.images.enumerated().flatMap { number, image -> [PictureCaption] in
      guard let file = image.filename, let sentences = image.sentences else {
        throw InputError(
          name,
          "image \(number) has no `filename` or no `sentences`, and there are no `annotations`")
      }
      let path = image.filepath.map { "\($0)/\(file)" } ?? file
      return try sentences.map { sentence in
        guard let text = sentence.raw ?? sentence.tokens?.joined(separator: " ") else {
          throw InputError(name, "a sentence of \(file) has neither `raw` nor `tokens`")
        }
        return PictureCaption(
          picture: path, language: nil, text: text.trimmed,
          part: try part(image.split, of: file, name))
      }
    }
  }

  private static func coco(
    _ images: [Picture], _ annotations: [Annotation], _ name: String
  ) throws -> [PictureCaption] {
    var files: [Int: String] = [:]
    for (number, image) in images.enumerated() {
      guard let id = image.id, let file = image.fileName else {
        throw InputError(name, "image \(number) has no `id` or no `file_name`")
      }
      if let other = files.updateValue(file, forKey: id), other != file {
        throw InputError(name, "images \(other) and \(file) have the same id, \(id)")
      }
    }
    return try annotations.map { annotation in
      guard let file = files[annotation.image] else {
        throw InputError(
          name, "has a caption of image \(annotation.image), which is not among its images")
      }
      return PictureCaption(
        picture: file, language: nil, text: annotation.caption.trimmed, part: nil)
    }
  }

  private static func part(_ split: String?, of file: String, _ name: String) throws -> CaptionPart?
  {
    guard let split else { return nil }
    guard let part = CaptionPart(named: split) else {
      throw InputError(
        name, "\(file) is in split \(quoted(split)); known are train, restval, val, test")
    }
    return part
  }

  private static func place(of error: any Error) -> String {
    let path: [any CodingKey]? =
      switch error as? DecodingError {
      case .keyNotFound(let key, let context)?: context.codingPath + [key]
      case .typeMismatch(_, let context)?, .valueNotFound(_, let context)?: context.codingPath
      default: nil
      }
    guard let path, !path.isEmpty else { return "" }
    let words = path.map { $0.intValue.map { "\($0)" } ?? $0.stringValue }
    return " (see \(words.joined(separator: ".")))"
  }
}

extension String {
  var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
