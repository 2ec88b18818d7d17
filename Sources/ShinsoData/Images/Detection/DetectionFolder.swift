import Foundation
import ShinsoFormats
import ShinsoTensor

/// Pictures with boxes, in PASCAL VOC's layout (`Annotations`, `JPEGImages`, `ImageSets/Main`) or that
/// of ILSVRC's detection (`Annotations/DET`, `Data/DET`, `ImageSets/DET`). Everingham et al., "The
/// PASCAL visual object classes challenge", IJCV 88, 2010; Russakovsky et al., IJCV 115, 2015. The lists
/// of pictures that ILSVRC leaves out for single classes are not read.
public struct DetectionFolder: Sendable {
  public enum Layout: Sendable { case voc, ilsvrc }

  public let layout: Layout
  /// In the order of their names.
  public let classNames: [String]
  public let train: [AnnotatedImage]
  public let test: [AnnotatedImage]

  /// - Parameters:
  ///   - trainLimit: pictures for training that are read at most; nil for all.
  ///   - testLimit: pictures for testing.
  ///   - forTestingAlone: whether the pictures for training are left out.
  /// - Throws: `InputError` naming the folder or the file with what is wrong.
  public init(
    _ folder: URL, trainLimit: Int? = nil, testLimit: Int? = nil, forTestingAlone: Bool = false
  ) throws {
    var reader = try Reader(folder)
    layout = reader.layout
    train = try forTestingAlone ? [] : reader.training(limit: trainLimit)
    test = try reader.testing(limit: testLimit)
    let outside = reader.boxesOutside
    if outside > 0 {
      Console.note(
        "\(folder.lastPathComponent): \(counted(outside, "box", "boxes")) reached outside the picture "
          + "and \(outside == 1 ? "is" : "are") cut to it")
    }
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
    /// Boxes that reached outside their pictures.
    private(set) var boxesOutside = 0

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

    /// ILSVRC has a list for each class: `train_1.txt` to `train_200.txt`.
    mutating func training(limit: Int?) throws -> [AnnotatedImage] {
      let lists = try FileManager.default.contentsOfDirectory(atPath: sets.path)
        .filter { $0.wholeMatch(of: /train_\d+\.txt/) != nil }.sortedByBytes()
      guard layout == .ilsvrc, !lists.isEmpty else {
        let list = try first(of: ["trainval", "train"])
        return try images(ids(list), of: list, limit: limit)
      }
      var found: [AnnotatedImage] = []
      var seen = Set<String>()
      for list in lists.map({ sets.appending(path: $0) }) {
        let left = limit.map { $0 - found.count }
        if left == 0 { break }
        // A picture may show several classes.
        let new = try ids(list).filter { seen.insert($0).inserted }
        found += try images(new, of: list, limit: left)
      }
      return found
    }

    /// What ILSVRC's pictures for testing show was never published.
    mutating func testing(limit: Int?) throws -> [AnnotatedImage] {
      let list = try first(of: layout == .ilsvrc ? ["val"] : ["test", "val"])
      return try images(ids(list), of: list, limit: limit)
    }

    /// The first of the lists that is there.
    private func first(of names: [String]) throws -> URL {
      let lists = names.map { sets.appending(path: "\($0).txt") }
      guard let list = lists.first(where: { FileManager.default.fileExists(atPath: $0.path) })
      else {
        throw InputError(
          sets.path, "has no list \(lists.map(\.lastPathComponent).joined(separator: " or "))")
      }
      return list
    }

    /// The pictures of a list, but those that lack its class, which have −1 behind their names.
    private func ids(_ list: URL) throws -> [String] {
      let text = try TextDecoder(name: list.path).decodeTable(try InputFile(list).allBytes())
      var seen = Set<String>()
      var ids: [String] = []
      for (number, line) in text.split(
        omittingEmptySubsequences: false, whereSeparator: \.isNewline
      )
      .enumerated() {
        let words = line.split(whereSeparator: \.isWhitespace)
        guard let id = words.first.map(String.init) else { continue }
        guard !id.split(separator: "/").contains(".."), !id.hasPrefix("/"), !id.contains("\0")
        else {
          throw InputError(list.path, "line \(number + 1) leads out of the folder: \(id)")
        }
        guard seen.insert(id).inserted else {
          throw InputError(list.path, "line \(number + 1) names \(id) again")
        }
        if layout == .voc || words.count == 1 || words[1] != "-1" { ids.append(id) }
      }
      if seen.isEmpty { throw InputError(list.path, "names no pictures") }
      return ids
    }

    private mutating func images(_ ids: [String], of list: URL, limit: Int?) throws
      -> [AnnotatedImage]
    {
      // ILSVRC has a folder for each part.
      let part = list.lastPathComponent.prefix { $0 != "_" && $0 != "." }
      return try ids.prefix(limit ?? .max).map { try image($0, of: String(part), list) }
    }

    private mutating func image(_ id: String, of part: String, _ list: URL) throws -> AnnotatedImage
    {
      let place = layout == .ilsvrc ? "\(part)/\(id)" : id
      let endings = ["jpg", "JPEG", "jpeg", "JPG", "png"]
      guard
        let picture = endings.map({ pictures.appending(path: "\(place).\($0)") })
          .first(where: { FileManager.default.fileExists(atPath: $0.path) })
      else {
        throw InputError(
          pictures.appending(path: "\(place).\(endings[layout == .ilsvrc ? 1 : 0])").path,
          "is not there, but \(list.lastPathComponent) names it")
      }
      let file = annotations.appending(path: "\(place).xml")
      guard FileManager.default.fileExists(atPath: file.path) else {
        // In ILSVRC, pictures that show nothing have none.
        if layout == .ilsvrc { return AnnotatedImage(id: id, url: picture, objects: []) }
        throw InputError(file.path, "is not there, but \(list.lastPathComponent) names it")
      }
      let annotation = try AnnotationFile(file, countsFromOne: layout == .voc)
      let size = try Image.size(of: picture)
      // An annotation of another size is one of another picture.
      if let said = annotation.size, said != size {
        throw InputError(
          file.path,
          "is of a picture of \(said.width) x \(said.height) pixels, but \(picture.lastPathComponent) "
            + "has \(size.width) x \(size.height)")
      }
      let objects = try annotation.objects.map { object in
        let inside = object.box.clipped(width: size.width, height: size.height)
        if inside.area <= 0 {
          throw InputError(file.path, "has a box of \(object.name) outside the picture")
        }
        if inside == object.box { return object }
        boxesOutside += 1
        return AnnotatedImage.Object(
          name: object.name, box: inside, isDifficult: object.isDifficult)
      }
      return AnnotatedImage(id: id, url: picture, objects: objects)
    }
  }
}
