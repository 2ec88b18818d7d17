import Foundation
import ShinsoFormats
import ShinsoTensor

/// Made scenes in PASCAL VOC's layout, in the cache: they are made once for each seed and number.
public enum SceneFolder {
  /// Raised whenever other scenes come out.
  private static let version = 1

  /// The folder with `train` scenes of the drawings for training and `test` scenes of those that are
  /// held out.
  ///
  /// - Parameter progress: told after each scene how many of all are made.
  public static func make(
    _ drawings: OpenClipart.Split, train: Int, test: Int, seed: UInt64, in cache: Cache = Cache(),
    progress: (Int) -> Void
  ) throws -> URL {
    let folder = cache.root.appending(path: "scenes/\(version)-\(seed)-\(train)-\(test)")
    if FileManager.default.fileExists(atPath: folder.path) { return folder }
    let scratch = cache.root.appending(path: "scenes/.making-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: scratch) }
    for part in ["Annotations", "JPEGImages", "ImageSets/Main"] {
      try AtomicFile.makeFolder(scratch.appending(path: part))
    }
    var done = 0
    for (set, count, drawings) in [
      ("train", train, drawings.train), ("test", test, drawings.heldOut),
    ] {
      // The test scenes have a sequence of their own.
      let maker = SceneMaker(drawings, seed: set == "train" ? seed : ~seed)
      var names: [String] = []
      for number in 0..<count {
        let id = set + String(format: "%05d", number + 1)
        let (image, objects) = try maker.scene(number)
        let picture = scratch.appending(path: "JPEGImages/\(id).png")
        try image.writePNG(to: picture)
        let text = AnnotationFile.text(
          of: AnnotatedImage(id: id, url: picture, objects: objects), width: image.width,
          height: image.height)
        try AtomicFile.write(
          Data(text.utf8), to: scratch.appending(path: "Annotations/\(id).xml"))
        names.append(id)
        done += 1
        progress(done)
      }
      try AtomicFile.write(
        Data((names.joined(separator: "\n") + "\n").utf8),
        to: scratch.appending(path: "ImageSets/Main/\(set).txt"))
    }
    // Another process may have been faster.
    if rename(scratch.path, folder.path) != 0, !FileManager.default.fileExists(atPath: folder.path)
    {
      throw InputError(folder.path, "cannot be made: \(String(cString: strerror(errno)))")
    }
    return folder
  }
}
