import ShinsoFormats

extension Set<String> {
  /// The class names in order: by value if all are finite numbers, otherwise by their bytes. The
  /// order must depend neither on the file nor on the locale of the machine.
  func sortedAsClasses() -> [String] {
    let names = sortedByBytes()
    let values = names.map { Double($0) ?? .nan }
    guard values.allSatisfy(\.isFinite) else { return names }
    // "1" and "1.0" are different classes.
    return names.indices.sorted { (values[$0], $0) < (values[$1], $1) }.map { names[$0] }
  }
}
