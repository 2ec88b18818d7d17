import ShinsoTensor

/// The networks by name: the registry. A new one is a line here.
public enum Networks {
  public static let entries: [any NetworkEntry.Type] = [
    MLPEntry.self,
    LeNetEntry.self,
    EfficientNetLite0Entry.self,
  ]

  /// The entry of that name. Throws `InputError` naming the known ones.
  public static func entry(_ name: String) throws -> any NetworkEntry.Type {
    guard let entry = entries.first(where: { $0.name == name }) else { throw unknown(name) }
    return entry
  }

  static func unknown(_ name: String) -> InputError {
    InputError(
      name, "unknown network; there are \(entries.map { $0.name }.joined(separator: ", "))")
  }
}
