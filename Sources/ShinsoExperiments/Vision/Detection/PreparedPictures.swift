import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// Windows and maps of the pictures to learn from, in files of the run's folder, because they may be
/// more than memory holds. A run that was stopped finds those that it had made.
struct PreparedPictures: WindowSource {
  private let folder: URL
  private let phases: URL
  private let pooling: WindowPooling
  private let objects: [[TrueObject]]
  private let inputStep: Int

  var count: Int { objects.count }

  /// - Throws: `Interrupted` if a signal ended it, `InputError` for a picture that cannot be read, or
  ///   if a run that goes on began with other pictures or another network.
  init(_ data: DetectionData, by finder: WindowFinder, in run: Run) throws {
    phases = run.folder.phases
    folder = phases.appending(path: "windows")
    objects = data.train.map { data.objects(of: $0) }
    pooling = finder.settings.pooling
    inputStep = finder.network.step
    let file = folder.appending(path: "pictures.txt")
    let network = finder.network
    let identity = "\(data.digest) \(network.network.digest) \(network.layer)"
    if run.resumes, let before = try? String(contentsOf: file, encoding: .utf8) {
      guard before == identity else {
        throw InputError(
          run.folder.url.relativePath,
          "began with other pictures or another network; start again without --resume")
      }
    } else {
      try? FileManager.default.removeItem(at: folder)
    }
    try AtomicFile.makeFolder(folder)
    try AtomicFile.write(Data(identity.utf8), to: file)
    let folder = folder
    let missing = data.train.indices.filter {
      !FileManager.default.fileExists(atPath: Self.file($0, in: folder).path)
    }
    let stop = StopSignal()
    try finder.run(data.train.map(\.url), wanted: missing, title: "windows and maps") {
      try Self.write($1, to: Self.file($0, in: folder))
      if let signal = stop.received {
        throw run.interrupted(signal, "after \($0 + 1) of \(data.train.count) images")
      }
    }
  }

  /// Removes the files, of which a finished run has no need.
  func remove() {
    try? FileManager.default.removeItem(at: folder)
    // Succeeds only if the folder is empty.
    rmdir(phases.path)
  }

  func windows(_ picture: Int) throws -> [Box] {
    let file = try SafetensorsFile(Self.file(picture, in: folder))
    return try Self.boxes(file)
  }

  func table(_ picture: Int) throws -> WindowTable {
    let url = Self.file(picture, in: folder)
    let file = try SafetensorsFile(url)
    let boxes = try Self.boxes(file)
    let steps = try file.tensor(named: "steps").scalars(as: Float.self)
    let maps = try (0..<steps.count / 2).map { scale in
      let tensor = try file.tensor(named: "map\(scale)")
      guard tensor.rank == 3 else { throw InputError(url.path, "is damaged; train again") }
      return ScaledMaps.Map(
        map: FeatureMap(
          width: tensor.shape[1], height: tensor.shape[0], channels: tensor.shape[2],
          values: tensor.scalars(as: Float.self)),
        step: (steps[2 * scale], steps[2 * scale + 1]))
    }
    let all = ScaledMaps(maps: maps, inputStep: inputStep)
    return WindowTable(
      objects: objects[picture], proposals: boxes,
      features: all.features(of: objects[picture].map(\.box) + boxes, pooling))
  }

  private static func file(_ picture: Int, in folder: URL) -> URL {
    folder.appending(path: "\(picture).safetensors")
  }

  private static func boxes(_ file: SafetensorsFile) throws -> [Box] {
    let numbers = try file.tensor(named: "boxes").scalars(as: Float.self)
    return stride(from: 0, to: numbers.count, by: 4).map {
      Box(
        left: numbers[$0], top: numbers[$0 + 1], right: numbers[$0 + 2], bottom: numbers[$0 + 3])
    }
  }

  private static func write(_ found: WindowFinder.Found, to url: URL) throws {
    let boxes = found.proposals.flatMap { [$0.left, $0.top, $0.right, $0.bottom] }
    let maps = found.maps.maps
    try SafetensorsFile.write(
      [
        ("boxes", Tensor(boxes, shape: [found.proposals.count, 4])),
        ("steps", Tensor(maps.flatMap { [$0.step.x, $0.step.y] }, shape: [maps.count, 2])),
      ]
        + maps.enumerated().map { scale, map in
          (
            "map\(scale)",
            Tensor(
              map.map.values, shape: [map.map.height, map.map.width, map.map.channels])
          )
        }, to: url)
  }
}
