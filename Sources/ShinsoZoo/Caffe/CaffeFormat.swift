import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor

/// Caffe's files where a network may stand: a folder, a `.prototxt` or a `.caffemodel`.
public enum CaffeFormat: NetworkFormat {
  public static let files = "Caffe (.prototxt, .caffemodel)"

  public static func read(_ url: URL, weights: URL?) throws -> ForeignNetwork? {
    guard CaffeFiles.exist(at: url) else { return nil }
    let files = try CaffeFiles(url, weights: weights)
    let described = try CaffeDescription(files)
    guard described.inputShape.rank == 4 else {
      throw InputError(
        files.prototxt.path, "takes \(described.inputShape), not pictures [N, C, H, W]")
    }
    let usual =
      try described.preprocessing.map { ($0, String?.none) }
      ?? Self.usual(described.inputShape, files)
    return ForeignNetwork(
      name: url.lastPathComponent,
      architecture: Architecture(
        source: url.path, classCount: described.classCount,
        preprocessing: usual.0, featureLayer: described.featureLayer ?? ""
      ) { try described.network(classes: $0) },
      files: [files.prototxt, files.weights, files.mean].compactMap(\.self),
      trained: files.weights == nil
        ? nil
        : {
          let model = try CaffeModel(files)
          for note in model.notes + [usual.1].compactMap(\.self) { Console.note(note) }
          return model.classifier ?? model.graph
        })
  }

  /// What a net gets whose files say nothing, and what to tell of it.
  private static func usual(
    _ input: Shape, _ files: CaffeFiles
  ) throws -> (ImagePreprocessing, String?) {
    guard [1, 3].contains(input[1]), input[2] <= 1 << 14, input[3] <= 1 << 14 else {
      throw InputError(files.prototxt.path, "takes \(input), which are no pictures")
    }
    let isGray = input[1] == 1
    let preprocessing = ImagePreprocessing(
      width: input[3], height: input[2], shortSide: max(input[2], input[3]),
      interpolation: .bilinear,
      normalization: ImageNormalization(
        scale: isGray ? 1.0 / 256 : 1, mean: [Float](repeating: 0, count: input[1]),
        standardDeviation: [Float](repeating: 1, count: input[1]), channelOrder: .bgr))
    return (
      preprocessing,
      "the files do not say how images are prepared: "
        + (isGray ? "gray from 0 to 1, as in Caffe's example of digits" : "BGR, 0 to 255")
        + ", nothing subtracted; --mean names what to subtract"
    )
  }
}
