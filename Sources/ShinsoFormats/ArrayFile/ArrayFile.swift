import Foundation
import ShinsoTensor

/// A file of named arrays in any format that Shinso reads: safetensors, PyTorch, npz, npy, HDF5,
/// Keras's `.keras`, or Caffe's `.caffemodel` and `.binaryproto`. The contents tell the format,
/// whatever the file is called, except for Caffe's, which have no mark. Opening the file reads only
/// the descriptions of the arrays; `statistics(of:)` reads the elements, a piece at a time.
///
/// ```swift
/// let file = try ArrayFile(url)
/// for array in file.arrays { print(array.name, array.type, array.shape) }
/// ```
public struct ArrayFile {
  public enum Format: String, Sendable, Hashable {
    case safetensors, pytorch, npz, npy, hdf5, keras, caffemodel, binaryproto
  }

  public let format: Format
  /// In file order. The one array of an npy file is named after the file.
  public var arrays: [ArrayEntry] { contents.arrays }
  /// Other values in the file: the metadata of safetensors, and the numbers and strings of a
  /// PyTorch checkpoint by their dotted paths (`epoch`, `optimizer.param_groups.0.lr`).
  public var metadata: [String: String] { contents.metadata }
  /// Of a `.caffemodel`.
  public var layers: [LayerEntry] { contents.layers }
  private let contents: any ArrayContents

  /// Opens the file at `url`. Throws `InputError` if it is damaged or in another format.
  public init(_ url: URL) throws { try self.init(InputFile(url)) }

  /// Opens the file in `source`; see `init(_:)`.
  public init(_ source: any ByteSource) throws {
    format = try Self.format(of: source)
    switch format {
    case .safetensors: contents = SafetensorsContents(try SafetensorsFile(source))
    case .pytorch: contents = try TorchContents(source)
    case .npz: contents = try NPZContents(NPZArchive(source))
    case .npy: contents = try NPYContents(source)
    case .hdf5: contents = try HDF5Contents(source)
    case .keras: contents = try KerasContents(source)
    case .caffemodel: contents = try CaffeContents(source)
    case .binaryproto: contents = try CaffeMeanContents(source)
    }
  }

  /// Mean, standard deviation, minimum and maximum of the array at `index` in `arrays`; nil if its
  /// elements are not real numbers. Throws `InputError` if they are damaged.
  public func statistics(of index: Int) throws -> ArrayStatistics? {
    try contents.statistics(of: index)
  }

  /// The format of the file at `url`, damaged or not. Throws `InputError` if it is another one.
  public static func format(of url: URL) throws -> Format { try format(of: InputFile(url)) }

  private static func format(of source: any ByteSource) throws -> Format {
    guard source.size > 0 else { throw InputError(source.name, "is empty") }
    if source.name.hasSuffix(".binaryproto") { return .binaryproto }
    if CaffeFiles.isWeights(source.name) { return .caffemodel }
    let start = try source.bytes(at: 0, count: min(source.size, 9))
    if start.starts(with: NPYHeader.magic) { return .npy }
    if start.starts(with: HDF5Superblock.signature) { return .hdf5 }
    if start.starts(with: [0x50, 0x4B]) {
      let names = try ZipArchive(source).entries.map(\.name)
      if names.contains(where: { $0.hasSuffix("/data.pkl") }) { return .pytorch }
      if names.contains(KerasArchive.weightsName) { return .keras }
      if names.isEmpty || names.contains(where: { $0.hasSuffix(".npy") }) { return .npz }
      throw InputError(source.name, "is a zip archive without arrays")
    }
    // Before pickles: the header's length may begin like one.
    if start.count == 9, start[8] == UInt8(ascii: "{"), start[6] == 0, start[7] == 0 {
      return .safetensors
    }
    // Files from before PyTorch 1.6 are a pickle of protocol 2 or later.
    if start.count > 1, start[0] == 0x80, (2...5).contains(start[1]) { return .pytorch }
    throw InputError(
      source.name, "is not a safetensors, PyTorch, npz, npy, HDF5, Keras, Caffe or ONNX file")
  }
}
