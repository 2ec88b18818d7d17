import ShinsoSchemas
import ShinsoTensor

/// What the data layer of a net for training says: how many samples make a batch, and how they are
/// transformed, `(pixel - mean) · scale`.
public struct CaffeDataLayer: Sendable {
  public var name: String
  public var batchSize: Int
  public var scale: Double
  /// One for all channels or one for each; empty: none.
  public var means: [Float]
  /// A mean image, as its path is given; empty: none.
  public var meanFile: String
  /// The side of the square that is cut out, at random in training, from the middle in tests; 0:
  /// nothing is cut.
  public var cropSize: Int
  /// Whether every second sample is mirrored.
  public var mirrors: Bool

  /// Where data with labels come from.
  public static let types: Set<String> = [
    "Data", "ImageData", "MemoryData", "HDF5Data", "WindowData",
  ]

  /// The only data layer of a net. Throws `InputError` if there is none or several.
  public init(of net: CaffeNet) throws {
    let file = net.file
    let layers = net.layers.filter { Self.types.contains($0.type) }
    guard layers.count == 1, let layer = layers.first else {
      throw InputError(
        file, "the net has \(counted(layers.count, "layer")) of data with labels; one is needed")
    }
    let (parameter, transform) = (layer.parameter, layer.parameter.transformParam)
    let batchSize: UInt32 =
      switch layer.type {
      case "Data": parameter.dataParam.batchSize
      case "ImageData": parameter.imageDataParam.batchSize
      case "MemoryData": parameter.memoryDataParam.batchSize
      case "HDF5Data": parameter.hdf5DataParam.batchSize
      default: parameter.windowDataParam.batchSize
      }
    guard (1...65_536).contains(batchSize) else {
      throw InputError(
        file, "layer \(quoted(layer.name)): the batch size is \(batchSize); it must be 1 to 65536")
    }
    guard transform.scale.isFinite, transform.meanValue.allSatisfy(\.isFinite),
      transform.cropSize <= 1 << 14
    else {
      throw InputError(
        file, "layer \(quoted(layer.name)): its transform_param holds a number that cannot be")
    }
    name = layer.name
    self.batchSize = Int(batchSize)
    scale = Double(transform.scale)
    means = transform.meanValue
    meanFile = transform.meanFile
    cropSize = Int(transform.cropSize)
    mirrors = transform.mirror
  }
}
