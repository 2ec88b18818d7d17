/// Finds the most frequent pair of symbols again and again. Counts are kept up to date for the words
/// that a merge changes, and a heap gives the most frequent pair, so thousands of merges take
/// seconds. Of equally frequent pairs the last in alphabetical order comes first, as in subword-nmt.
struct BytePairLearner {
  private(set) var symbols = SymbolTable()
  private var words: [(symbols: [Int32], count: Int)] = []
  private var counts: [SymbolPair: Int] = [:]
  /// The words that a pair may occur in.
  private var places: [SymbolPair: Set<Int>] = [:]
  /// A binary heap. Its counts may be out of date: too high ones are corrected when they come up.
  private var heap: [Entry] = []

  private struct Entry {
    let count: Int
    let pair: SymbolPair
  }

  struct Merge {
    let pair: SymbolPair
    let result: Int32
    /// The two symbols with a space between them.
    let text: String
  }

  init(_ words: [(word: String, count: Int)]) {
    for (word, count) in words where count > 0 {
      for (part, isLast) in BytePairs.parts(of: word[...]) {
        let ids = BytePairs.symbols(of: part, isLast: isLast).map { symbols.id(of: $0) }
        for pair in zip(ids, ids.dropFirst()) {
          let pair = SymbolPair(pair.0, pair.1)
          counts[pair, default: 0] += count
          places[pair, default: []].insert(self.words.count)
        }
        self.words.append((ids, count))
      }
    }
    for (pair, count) in counts { push(Entry(count: count, pair: pair)) }
  }

  /// Merges the most frequent pair; nil if none occurs twice.
  mutating func next() -> Merge? {
    while let entry = pop() {
      let count = counts[entry.pair] ?? 0
      guard count == entry.count else {
        if count > 0 { push(Entry(count: count, pair: entry.pair)) }
        continue
      }
      guard count > 1 else { return nil }
      let (left, right) = (
        symbols.text(of: entry.pair.left), symbols.text(of: entry.pair.right)
      )
      let result = symbols.id(of: left + right)
      merge(entry.pair, into: result)
      return Merge(pair: entry.pair, result: result, text: "\(left) \(right)")
    }
    return nil
  }

  private mutating func merge(_ pair: SymbolPair, into result: Int32) {
    var grown = Set<SymbolPair>()
    for index in places.removeValue(forKey: pair) ?? [] {
      let (old, count) = words[index]
      var new: [Int32] = []
      new.reserveCapacity(old.count)
      var place = 0
      while place < old.count {
        let isPair =
          place + 1 < old.count && SymbolPair(old[place], old[place + 1]) == pair
        new.append(isPair ? result : old[place])
        place += isPair ? 2 : 1
      }
      if new.count == old.count { continue }
      for (left, right) in zip(old, old.dropFirst()) {
        counts[SymbolPair(left, right), default: 0] -= count
      }
      for (left, right) in zip(new, new.dropFirst()) {
        let pair = SymbolPair(left, right)
        counts[pair, default: 0] += count
        if left == result || right == result {
          places[pair, default: []].insert(index)
          grown.insert(pair)
        }
      }
      words[index].symbols = new
    }
    counts[pair] = nil
    for pair in grown { push(Entry(count: counts[pair] ?? 0, pair: pair)) }
  }

  // MARK: Heap

  private func precedes(_ a: Entry, _ b: Entry) -> Bool {
    if a.count != b.count { return a.count > b.count }
    if a.pair.left != b.pair.left {
      return follows(symbols.text(of: a.pair.left), symbols.text(of: b.pair.left))
    }
    return a.pair.right != b.pair.right
      && follows(symbols.text(of: a.pair.right), symbols.text(of: b.pair.right))
  }

  private func follows(_ a: String, _ b: String) -> Bool {
    b.utf8.lexicographicallyPrecedes(a.utf8)
  }

  private mutating func push(_ entry: Entry) {
    heap.append(entry)
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard precedes(heap[child], heap[parent]) else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func pop() -> Entry? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    if heap.isEmpty { return first }
    heap[0] = last
    var parent = 0
    while true {
      var best = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < heap.count && precedes(heap[child], heap[best]) { best = child }
      if best == parent { return first }
      heap.swapAt(parent, best)
      parent = best
    }
  }
}
