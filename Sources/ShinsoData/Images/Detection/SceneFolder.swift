import Foundation
import ShinsoFormats
import ShinsoTensor
import Synchronization

/// Made scenes in PASCAL VOC's layout, in the cache: they are made once for each seed and number.
public enum SceneFolder {
  /// Raised whenever other scenes come out.
  private static let version = 1
  /// Scenes that are made together, one a thread.
  private static let block = 16

  /// The folder with `train` scenes of the drawings for training and `test` scenes of those that are
  /// held out.
  ///
  /// - Parameter progress: told after every few scenes how many of all are made.
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
      let names = (0..<count).map { set + String(format: "%05d", $0 + 1) }
      for start in stride(from: 0, to: count, by: block) {
        let numbers = start..<min(start + block, count)
        let problem = Mutex<(any Error)?>(nil)
        let next = Atomic(start)
        Parallel.onTeam { _, _ in
          while true {
            let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
            if number >= numbers.upperBound { break }
            do { try write(maker.scene(number), named: names[number], to: scratch) } catch {
              problem.withLock { $0 = $0 ?? error }
            }
          }
        }
        if let problem = problem.withLock({ $0 }) { throw problem }
        done += numbers.count
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

  private static func write(
    _ scene: (image: Image, objects: [AnnotatedImage.Object]), named id: String, to folder: URL
  ) throws {
    let picture = folder.appending(path: "JPEGImages/\(id).png")
    try scene.image.writePNG(to: picture)
    let text = AnnotationFile.text(
      of: AnnotatedImage(id: id, url: picture, objects: scene.objects),
      width: scene.image.width, height: scene.image.height)
    try AtomicFile.write(Data(text.utf8), to: folder.appending(path: "Annotations/\(id).xml"))
  }
}
