import ShinsoData
import ShinsoSchemas
import ShinsoTensor

extension CaffeEmitter {
  /// The input as Caffe's programs fill it: blue first, 0 to 255, less a mean, times a scale. Another
  /// order of the channels, or a scale for each, layers of their own make of it.
  func input(_ shape: Shape, _ preprocessing: ImagePreprocessing) -> String {
    let own = preprocessing.normalization
    let isReversed = own.mean.count > 1 && own.channelOrder == .rgb
    let factors = own.standardDeviation.map { own.scale / Double($0) }
    let isCommon = Set(factors).count == 1
    let means = own.mean.map { Float(Double($0) / own.scale) }
    let side = max(preprocessing.width, preprocessing.height)
    // What is cut is cut from images of 256 pixels, the size in Caffe's databases.
    let isCut = preprocessing.shortSide == 256 && side < 256
    if !isCut && preprocessing.shortSide != side || preprocessing.interpolation != .bilinear {
      let target =
        preprocessing.shortSide.map { "a short side of \($0)" }
        ?? "\(preprocessing.width) x \(preprocessing.height)"
      notes.append(
        "for images resized to \(target) (\(preprocessing.interpolation.rawValue)), which such files "
          + "cannot say")
    }
    var x = add("Input", []) { parameter in
      var dims = CaffeBlobShape()
      dims.dim = shape.map { Int64($0) }
      parameter.inputParam.shape = [dims]
      parameter.transformParam.scale = isCommon ? Float(factors[0]) : 1
      parameter.transformParam.meanValue = isReversed ? means.reversed() : means
      if isCut { parameter.transformParam.cropSize = UInt32(side) }
    }
    if isReversed {
      add("Slice", [x], "channels", tops: 3)
      let channels = layers[layers.count - 1].tops
      x = add("Concat", channels.reversed(), "rgb")
    }
    if !isCommon {
      let weight = Tensor(factors.map { Float($0) }, shape: [factors.count])
      x = add("Scale", [x], "scale", weights: [weight])
    }
    return x
  }
}
