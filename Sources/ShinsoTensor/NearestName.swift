/// What someone who typed a wrong name most likely meant.
package enum NearestName {
  /// The shortest known name that begins with these letters, three or more; else the one with the
  /// fewest letters to insert, delete or exchange; nil if all are far away.
  package static func of(_ name: String, among known: [String]) -> String? {
    let longer = known.filter { name.count > 2 && $0.lowercased().hasPrefix(name.lowercased()) }
    if let begun = longer.min(by: { $0.count < $1.count }) { return begun }
    let distances = known.map { ($0, distance(name, $0)) }
    guard let best = distances.min(by: { $0.1 < $1.1 }) else { return nil }
    // A word without a letter in common is not a hint.
    let isNear =
      best.1 <= max(2, name.count / 2) && best.1 < max(name.count, best.0.count)
    return isNear ? best.0 : nil
  }

  /// What follows the message that a name is unknown: `; did you mean 'lenet'?`, or nothing.
  package static func hint(_ name: String, among known: [String]) -> String {
    of(name, among: known).map { "; did you mean '\($0)'?" } ?? ""
  }

  /// Several such names, the nearest first, the earlier one of two as near.
  package static func several(of name: String, among known: [String], count: Int) -> [String] {
    let letters = name.count
    // What is longer is not a misspelled word, and comparing takes long.
    if letters > 100 { return [] }
    // What differs in length alone is as far away as the difference.
    let near = known.enumerated().compactMap { place, other -> (name: String, key: (Int, Int))? in
      let most = max(1, letters / 2)
      guard abs(other.utf8.count - name.utf8.count) <= 4 * most else { return nil }
      let distance = distance(name, other)
      // A word without a letter in common is not a hint.
      return distance <= most && distance < max(letters, other.count)
        ? (other, (distance, place)) : nil
    }
    return near.sorted { $0.key < $1.key }.prefix(count).map(\.name)
  }

  /// Levenshtein's distance.
  private static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a.lowercased()), Array(b.lowercased()))
    var row = Array(0...b.count)
    for i in a.indices {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let above = row[j + 1]
        row[j + 1] = a[i] == b[j] ? diagonal : 1 + min(diagonal, above, row[j])
        diagonal = above
      }
    }
    return row[b.count]
  }
}
