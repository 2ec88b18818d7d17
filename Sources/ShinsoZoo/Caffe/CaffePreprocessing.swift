import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoSchemas
import ShinsoTensor

/// How a Caffe net wants its images, as far as its files say: by a mean image, or by the
/// transformation of its data layer. An ImageNet model without either gets what those of Caffe's zoo
/// were trained with.
struct CaffePreprocessing {
  private(set) var preprocessing: ImagePreprocessing?
  private(set) var notes: [String] = []

  /// - Parameters:
  ///   - mean: `[C, H, W]`; its means by channel are taken, as in Caffe's own examples of use.
  ///   - classes: nil: the net is not a classifier.
  init(
    _ net: CaffeNet, input: Shape, mean: Tensor?, classes: Int?, files: CaffeFiles
  ) throws {
    guard input.rank == 4, [1, 3].contains(input[1]),
      [input[2], input[3]].allSatisfy({ $0 <= 1 << 14 })
    else { return }
    let channels = input[1]
    let transform = net.layers.lazy.filter {
      $0.parameter.hasTransformParam && $0.bottoms.isEmpty
    }.first?.parameter.transformParam
    var means: [Float]?
    var mean = mean
    if mean == nil, let transform, !transform.meanFile.isEmpty {
      mean = try CaffeMean.read(transform.meanFile, namedIn: files.prototxt)
    }
    if let mean {
      guard mean.shape[0] == channels else {
        throw InputError(
          (files.mean ?? files.prototxt).path,
          "its mean has \(counted(mean.shape[0], "channel")), the net's input \(input) \(channels)")
      }
      means = mean.mean(axes: 1, 2).scalars()
    } else if let transform, !transform.meanValue.isEmpty {
      means = transform.meanValue
    }
    let scale = transform.map { Double($0.scale) } ?? 1
    let missing = transform.flatMap { $0.meanFile.isEmpty ? nil : $0.meanFile }
    if means == nil, transform == nil || missing != nil {
      if classes == 1000, channels == 3 {
        means = [104, 117, 123]
        notes.append(
          "the files do not say how images are prepared: BGR, 0 to 255, minus (104, 117, 123), the "
            + "short side to \(max(input[2], input[3])), from the middle")
      } else if let missing {
        notes.append(
          "\(missing) is not there: nothing is subtracted; --mean names what to subtract")
      } else {
        return
      }
    }
    let values = means ?? [0]
    guard [1, channels].contains(values.count), (values + [Float(scale)]).allSatisfy(\.isFinite)
    else {
      throw InputError(
        files.prototxt.path,
        "has \(counted(values.count, "mean")) for "
          + "\(counted(channels, "channel")), or not numbers")
    }
    let all =
      values.count == channels ? values : [Float](repeating: values[0], count: channels)
    // What is cut is cut from images of 256 pixels, the size in Caffe's databases.
    let side = max(input[2], input[3])
    let isCut = Int(transform?.cropSize ?? 0) == side
    // Caffe scales after it has taken the mean away.
    preprocessing = ImagePreprocessing(
      width: input[3], height: input[2], shortSide: isCut ? max(256, side) : side,
      interpolation: .bilinear,
      normalization: ImageNormalization(
        scale: scale, mean: all.map { $0 * Float(scale) },
        standardDeviation: [Float](repeating: 1, count: channels), channelOrder: .bgr))
    guard preprocessing?.normalization.isBounded == true else {
      throw InputError(
        files.prototxt.path, "its means and its scale make numbers above a million of pixels")
    }
  }
}
