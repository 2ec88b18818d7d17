import ShinsoTensor

/// Images of a collection that nothing takes: of types that are not read, or beside the folders of the
/// classes.
public struct PassedOver: Sendable, Hashable, Encodable {
  /// The number of files by the ending of their names.
  public private(set) var types: [String: Int] = [:]
  /// The number of images beside the folders of the classes.
  public internal(set) var beside = 0

  public init() {}

  /// For errors: ` (3 .bmp)`.
  var hint: String {
    types.isEmpty
      ? ""
      : " (but \(types.sorted { $0.key < $1.key }.map { "\($1) .\($0)" }.joined(separator: ", ")))"
  }

  mutating func add(type: String) { types[type, default: 0] += 1 }

  /// `3 images of other types (2 .bmp, 1 .gif) and 1 image beside the class folders`; nil if there are
  /// none.
  public var text: String? {
    var parts: [String] = []
    let count = types.values.reduce(0, +)
    if count > 0 {
      let list = types.sorted { $0.key < $1.key }.map { "\($1) .\($0)" }.joined(separator: ", ")
      parts.append("\(counted(count, "image")) of types that are not read (\(list))")
    }
    if beside > 0 { parts.append("\(counted(beside, "image")) beside the class folders") }
    return parts.isEmpty ? nil : parts.joined(separator: " and ")
  }
}
