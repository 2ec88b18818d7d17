import Foundation
import ShinsoFormats
import ShinsoTraining

/// Writes a net's weights as Caffe does, `PREFIX_iter_N.caffemodel`, into the run's folder: at the
/// solver's interval and at the end. With them lie `deploy.prototxt`, the net for their use, and the
/// names of its classes.
public final class CaffeSnapshots: TrainerExtension {
  public let trigger: Trigger
  private let training: CaffeTraining
  private let classNames: [String]
  private var last: Int?

  public init(_ training: CaffeTraining, classNames: [String]) {
    self.training = training
    self.classNames = classNames
    let interval = training.solver.snapshotInterval
    trigger = interval > 0 ? .updates(interval) : .end
  }

  public func run(_ trainer: Trainer) throws { try write(trainer) }

  public func end(_ trainer: Trainer) throws {
    if training.solver.snapshotsAtEnd, last != trainer.iteration { try write(trainer) }
  }

  private func write(_ trainer: Trainer) throws {
    guard let folder = trainer.folder?.url else { return }
    let prefix = URL(filePath: training.solver.snapshotPrefix).lastPathComponent
    let name = prefix.isEmpty || prefix == "/" ? "net" : prefix
    func write(_ text: String, as name: String) throws {
      try AtomicFile.write(Data(text.utf8), to: folder.appending(path: name))
    }
    try write(training.deployed.prototxt, as: "deploy.prototxt")
    try write(classNames.map { $0 + "\n" }.joined(), as: CaffeFiles.labelsName)
    try training.net.write(
      caffemodel: folder.appending(path: "\(name)_iter_\(trainer.iteration).caffemodel"))
    last = trainer.iteration
  }
}
