import Foundation
import ShinsoFormats
import ShinsoTensor

/// Pictures with boxes, in PASCAL VOC's layout (`Annotations`, `JPEGImages`, `ImageSets/Main`) or that
/// of ILSVRC's detection (`Annotations/DET`, `Data/DET`, `ImageSets/DET`). Everingham et al., "The
/// PASCAL visual object classes challenge", IJCV 88, 2010; Russakovsky et al., IJCV 115, 2015.
public struct DetectionFolder: Sendable {
  public enum Layout: Sendable { case voc, ilsvrc }

  public let layout: Layout
  /// In the order of their names.
  public let classNames: [String]
  public let train: [AnnotatedImage]
  public let test: [AnnotatedImage]

  private static let trainSets = ["trainval", "train"]
  private static let testSets = ["test", "val"]

  /// - Parameters:
  ///   - trainLimit: pictures for training that are read at most; nil for all.
  ///   - testLimit: pictures for testing.
  ///   - forTestingAlone: whether the pictures for training are left out.
  /// - Throws: `InputError` naming the folder or the file with what is wrong.
  public init(
    _ folder: URL, trainLimit: Int? = nil, testLimit: Int? = nil, forTestingAlone: Bool = false
  ) throws {
    let reader = try Reader(folder)
    layout = reader.layout
    train = try forTestingAlone ? [] : reader.images(of: Self.trainSets, limit: trainLimit)
    test = try reader.images(of: Self.testSets, limit: testLimit)
    let names = Set((train + test).flatMap { $0.objects.map(\.name) })
    classNames = names.sortedByBytes()
    if !forTestingAlone, train.allSatisfy({ $0.objects.isEmpty }) {
      throw InputError(folder.path, "has no object in the pictures for training")
    }
    let shared = Set(train.map(\.id)).intersection(test.map(\.id))
    if let id = shared.min() {
      throw InputError(
        folder.path,
        "has \(shared.count) pictures both for training and for testing, such as \(id)")
    }
  }

  private struct Reader {
    let folder: URL
    let layout: Layout
    private let annotations: URL
    private let pictures: URL
    private let sets: URL

    init(_ folder: URL) throws {
      self.folder = folder
      func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: path).path)
      }
      if exists("Annotations/DET") || exists("Data/DET") {
        layout = .ilsvrc
        annotations = folder.appending(path: "Annotations/DET")
        pictures = folder.appending(path: "Data/DET")
        sets = folder.appending(path: "ImageSets/DET")
      } else {
        layout = .voc
        annotations = folder.appending(path: "Annotations")
        pictures = folder.appending(path: "JPEGImages")
        sets = folder.appending(path: "ImageSets/Main")
      }
      for part in [annotations, pictures, sets]
      where !FileManager.default.fileExists(atPath: part.path) {
        throw InputError(
          part.path,
          "is not there; a folder for detection has Annotations, JPEGImages and ImageSets/Main "
            + "(PASCAL VOC) or Annotations/DET, Data/DET and ImageSets/DET (ILSVRC)")
      }
    }

    /// The pictures of the first of the sets that is there.
    func images(of names: [String], limit: Int?) throws -> [AnnotatedImage] {
      guard
        let name = names.first(where: {
          FileManager.default.fileExists(atPath: sets.appending(path: "\($0).txt").path)
        })
      else {
        throw InputError(
          sets.path, "has no list \(names.map { "\($0).txt" }.joined(separator: " or "))")
      }
      let file = sets.appending(path: "\(name).txt")
      let text = try TextDecoder(name: file.path).decodeTable(try InputFile(file).allBytes())
      var seen = Set<String>()
      var images: [AnnotatedImage] = []
      for (number, line) in text.split(
        omittingEmptySubsequences: false, whereSeparator: \.isNewline
      )
      .enumerated() {
        guard let word = line.split(whereSeparator: \.isWhitespace).first else { continue }
        let id = String(word)
        guard !id.split(separator: "/").contains(".."), !id.hasPrefix("/"), !id.contains("\0")
        else {
          throw InputError(file.path, "line \(number + 1) leads out of the folder: \(id)")
        }
        guard seen.insert(id).inserted else {
          throw InputError(file.path, "line \(number + 1) names \(id) again")
        }
        if let limit, images.count == limit { break }
        images.append(try image(id, of: name))
      }
      if images.isEmpty { throw InputError(file.path, "names no pictures") }
      return images
    }

    private func image(_ id: String, of set: String) throws -> AnnotatedImage {
      // ILSVRC has a folder for each part.
      let place = layout == .ilsvrc ? "\(set)/\(id)" : id
      let endings = ["jpg", "JPEG", "jpeg", "JPG", "png"]
      guard
        let picture = endings.map({ pictures.appending(path: "\(place).\($0)") })
          .first(where: { FileManager.default.fileExists(atPath: $0.path) })
      else {
        throw InputError(
          pictures.appending(path: "\(place).\(endings[layout == .ilsvrc ? 1 : 0])").path,
          "is not there, but \(set).txt names it")
      }
      let file = annotations.appending(path: "\(place).xml")
      guard FileManager.default.fileExists(atPath: file.path) else {
        throw InputError(file.path, "is not there, but \(set).txt names it")
      }
      let annotation = try AnnotationFile(file)
      let size = try Image.size(of: picture)
      // An annotation of another size is one of another picture.
      if let said = annotation.size, said != size {
        throw InputError(
          file.path,
          "is of a picture of \(said.width) x \(said.height) pixels, but \(picture.lastPathComponent) "
            + "has \(size.width) x \(size.height)")
      }
      for object in annotation.objects {
        let inside = object.box.clipped(width: size.width, height: size.height)
        if inside.area <= 0 {
          throw InputError(file.path, "has a box of \(object.name) outside the picture")
        }
      }
      return AnnotatedImage(id: id, url: picture, objects: annotation.objects)
    }
  }
}
