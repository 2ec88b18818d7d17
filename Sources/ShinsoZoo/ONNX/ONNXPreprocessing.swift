import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor

/// How a network in an ONNX file wants its pictures: as the file says, if Shinso wrote it, and else
/// as is usual.
struct ONNXPreprocessing {
  /// Under which the file's metadata hold it, and the names of the classes, as JSON.
  static let (key, classesKey) = ("shinso.preprocessing", "shinso.classes")

  let preprocessing: ImagePreprocessing
  let notes: [String]

  /// - Parameters:
  ///   - input: `[N, C, H, W]`.
  ///   - classes: nil: it is not a classifier.
  init(_ file: ONNXFile, input: Shape, classes: Int?) throws {
    guard input.rank == 4, [1, 3].contains(input[1]), input[2] <= 1 << 14, input[3] <= 1 << 14
    else { throw InputError(file.name, "takes \(input), not pictures") }
    if let text = file.metadata[Self.key] {
      guard
        let found = try? JSONDecoder().decode(ImagePreprocessing.self, from: Data(text.utf8)),
        Array(found.inputShape.dropFirst()) == Array(input.dropFirst())
      else { throw InputError(file.name, "prepares images in a way that makes no sense") }
      preprocessing = found
      notes = []
      return
    }
    let isGray = input[1] == 1
    let isImageNet = classes == 1000 && !isGray
    preprocessing = ImagePreprocessing(
      width: input[3], height: input[2], shortSide: max(input[2], input[3]),
      interpolation: .bilinear,
      normalization: isImageNet
        ? ImagePreprocessing.torchvision(size: input[3], shortSide: input[3]).normalization
        : ImageNormalization(
          scale: 1.0 / 255, mean: [Float](repeating: 0, count: input[1]),
          standardDeviation: [Float](repeating: 1, count: input[1]), channelOrder: .rgb))
    notes = [
      "the file does not say how images are prepared: "
        + (isGray ? "gray from 0 to 1" : "RGB from 0 to 1")
        + (isImageNet ? ", minus ImageNet's means, over its deviations" : "")
        + ", \(input[3]) x \(input[2]) from the middle; --mean names what to subtract"
    ]
  }
}
