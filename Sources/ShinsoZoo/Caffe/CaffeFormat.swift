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
    let (preprocessing, note) = try preprocessing(described)
    return ForeignNetwork(
      name: url.lastPathComponent,
      architecture: Architecture(
        source: url.path, classCount: described.classCount,
        preprocessing: preprocessing, featureLayer: described.featureLayer ?? ""
      ) { try described.network(classes: $0) },
      files: [files.prototxt, files.weights, files.mean].compactMap(\.self),
      classNames: try files.labels.map(labels),
      preparationNotes: described.notes + [note].compactMap(\.self),
      trained: files.weights == nil
        ? nil
        : {
          let model = try CaffeModel(files)
          return (model.network, model.netNotes)
        })
  }

  /// The names in a file of classes.
  private static func labels(_ file: URL) throws -> [String] {
    let bytes = try InputFile(file).allBytes(limit: 1 << 24)
    let names = try TextDecoder(name: file.path).decodeTable(bytes)
    return names.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
  }

  /// How pictures are prepared, and what to tell of it where the files say nothing.
  fileprivate static func preprocessing(
    _ described: CaffeDescription
  ) throws -> (ImagePreprocessing, String?) {
    let (input, file) = (described.inputShape, described.files.prototxt.path)
    guard described.inputCount == 1 else {
      throw InputError(
        file,
        "takes \(described.inputCount) inputs, not pictures alone: it can be used from Swift "
          + "(CaffeModel), and `shinso inspect` shows it")
    }
    guard input.rank == 4 else {
      throw InputError(file, "takes \(input), not pictures [N, C, H, W]")
    }
    if let problem = described.problemOfOnePicture {
      throw InputError(file, "takes \(input) and not one picture: \(problem)")
    }
    if let preprocessing = described.preprocessing { return (preprocessing, nil) }
    guard [1, 3].contains(input[1]), input[2] <= 1 << 14, input[3] <= 1 << 14 else {
      throw InputError(file, "takes \(input), not pictures")
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

extension Architecture {
  /// What a model's metadata call a net that Caffe's files describe, with its description beside it.
  public static let caffe = "caffe"
  /// The metadata entry with a net's description.
  static let prototxtKey = "prototxt"

  /// A net of Caffe's by its description alone.
  ///
  /// - Parameters:
  ///   - prototxt: the text of a net for use.
  ///   - file: what it is from, for messages.
  /// - Throws: `InputError` if the text describes no net that takes pictures.
  public init(prototxt: String, in file: URL) throws {
    let source = MemorySource(Array(prototxt.utf8), name: file.path)
    let described = try CaffeDescription(
      CaffeNet(prototxt: source), CaffeFiles(prototxt: file))
    self.init(
      source: Self.caffe, variant: [Self.prototxtKey: prototxt], path: file.path,
      classCount: described.classCount,
      preprocessing: try CaffeFormat.preprocessing(described).0,
      featureLayer: described.featureLayer ?? "", holdsMore: true
    ) { try described.network(classes: $0) }
  }
}
