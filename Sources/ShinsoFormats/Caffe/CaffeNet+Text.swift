import Foundation
import ShinsoSchemas
import ShinsoTensor
import SwiftProtobuf

extension CaffeNet {
  /// The longest text. The largest nets have some hundred thousand characters.
  static let textLimit = 4 << 20

  /// Reads a net's description, `.prototxt`. Throws `InputError` with line and field if it is not
  /// one.
  public init(prototxt url: URL) throws { try self.init(prototxt: InputFile(url)) }

  /// Reads a net's description in `source`; see `init(prototxt:)`.
  public init(prototxt source: any ByteSource) throws {
    let text = TextMessage(try source.allBytes(limit: Self.textLimit), name: source.name)
    let fields = try text.fields()
    if CaffeSolver.isSolver(fields) {
      throw InputError(source.name, "is a solver, not a net; name its net")
    }
    let net = try text.read(CaffeNetParameter.self, fields.filter { !Self.isLayer($0) })
    let layers = try fields.filter(Self.isLayer).map { field in
      field.name == "layer"
        ? try Self.layer(text, field, CaffeLayerParameter.self) { $0 }
        : try Self.layer(text, field, CaffeV1LayerParameter.self) {
          try $0.upgraded(file: source.name)
        }
    }
    guard !layers.isEmpty else { throw InputError(source.name, "describes no layers") }
    try self.init(
      net, Self.withoutPadding(layers), file: source.name, version: Self.version(text, fields))
  }

  private static func isLayer(_ field: TextFields.Field) -> Bool {
    field.name == "layer" || field.name == "layers"
  }

  private static func version(_ text: TextMessage, _ fields: [TextFields.Field]) -> Version {
    let old = fields.filter { $0.name == "layers" }
    if old.isEmpty { return .v2 }
    let isOldest = old.contains { field in
      (try? text.fields(in: field))?.contains { $0.name == "layer" } == true
    }
    return isOldest ? .v0 : .v1
  }

  /// Whether a text with these fields is a net.
  static func isNet(_ fields: [TextFields.Field]) -> Bool { fields.contains(where: isLayer) }

  /// What the inline nets of a solver hold.
  init(_ net: CaffeNetParameter, file: String) throws {
    let layers = try net.layersOfToday(file: file).map { try CaffeLayer($0, file: file) }
    try self.init(net, Self.withoutPadding(layers), file: file, version: Version(net))
  }

  /// A layer with fields that are not known may be one of a fork of Caffe's, for training alone:
  /// the error is kept for those who need the layer.
  private static func layer<M: Message>(
    _ text: TextMessage, _ field: TextFields.Field, _ type: M.Type,
    _ upgraded: (M) throws -> CaffeLayerParameter
  ) throws -> CaffeLayer {
    do {
      return try CaffeLayer(upgraded(text.read(type, in: field)), file: text.name)
    } catch let error as InputError {
      guard let known = text.readKnown(type, in: field) else { throw error }
      var layer = try CaffeLayer(upgraded(known), file: text.name)
      layer.problem = error
      return layer
    }
  }
}
