import Foundation
import ShinsoFormats
import ShinsoTensor

/// What a training leaves for the use of its net.
extension CaffeTraining {
  /// The training net with the weights as they are now.
  public var net: CaffeNet { solver.training.filled(from: training.parameters) }

  /// The net for use: without labels, with an input of one sample.
  public var deployed: CaffeNet {
    (solver.test?.net ?? solver.training).deployed(
      input: sampleShape.inserting(1, at: 0), means: means)
  }

  /// What a model's file says of the net, so that the file alone is enough to use it; nothing for a
  /// net that is nothing without labels.
  public var metadata: [String: String] {
    description == nil
      ? [:]
      : [
        NetworkSource.networkKey: Architecture.caffe, Architecture.prototxtKey: deployed.prototxt,
      ]
  }

  /// A name for each output of the net: those of the data, and numbers for any beyond them.
  public func classNames(_ names: [String]) -> [String] {
    let count = max(description?.classCount ?? 0, names.count)
    return names + (names.count..<count).map { "class \($0)" }
  }

  private var description: CaffeDescription? {
    try? CaffeDescription(deployed, CaffeFiles(prototxt: URL(filePath: solver.training.file)))
  }
}
