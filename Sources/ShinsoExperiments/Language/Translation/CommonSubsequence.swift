/// The longest sequence that two others contain, in order but with gaps.
enum CommonSubsequence {
  static func length<Element: Equatable>(_ a: [Element], _ b: [Element]) -> Int {
    var row = Array(repeating: 0, count: b.count + 1)
    for element in a {
      var diagonal = 0
      for j in b.indices {
        let above = row[j + 1]
        row[j + 1] = element == b[j] ? diagonal + 1 : max(above, row[j])
        diagonal = above
      }
    }
    return row[b.count]
  }
}
