import ShinsoFormats

extension Set<String> {
  /// The names of classes in order: by value if all are finite numbers, else by their bytes. Which
  /// class comes first must not depend on the file's lines or on the language of the machine.
  func sortedAsClasses() -> [String] {
    let names = sortedByBytes()
    let values = names.map { Double($0) ?? .nan }
    guard values.allSatisfy(\.isFinite) else { return names }
    // "1" and "1.0" are two classes.
    return names.indices.sorted { (values[$0], $0) < (values[$1], $1) }.map { names[$0] }
  }
}
