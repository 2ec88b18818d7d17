/// Many short lists in one array.
struct Lists<Element: Sendable>: Sendable {
  private(set) var elements: [Element] = []
  /// List i is `elements[starts[i]..<starts[i + 1]]`.
  private(set) var starts: [Int32] = [0]

  init() {}

  init(_ lists: [[Element]]) {
    elements = Array(lists.joined())
    starts += lists.lazy.map(\.count).reduce(into: []) { $0.append(($0.last ?? 0) + Int32($1)) }
  }

  var count: Int { starts.count - 1 }

  func range(of list: Int) -> Range<Int> { Int(starts[list])..<Int(starts[list + 1]) }

  subscript(list: Int) -> ArraySlice<Element> { elements[range(of: list)] }
}
