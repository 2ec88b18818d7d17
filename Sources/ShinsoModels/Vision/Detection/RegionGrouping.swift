import ShinsoTensor

/// Regions that are joined, always the two neighbors most alike, until one is left: Uijlings et al.,
/// algorithm 1.
struct RegionGrouping {
  /// Which of the four similarities count.
  enum Likeness: Sendable, CaseIterable {
    case colorTextureSizeFill
    case textureSizeFill

    var usesColor: Bool { self == .colorTextureSizeFill }
  }

  private struct Region {
    var size: Float
    var box: Box
    var histogram: [Float]
    var neighbors: Set<Int>
  }

  private struct Pair {
    let likeness: Float
    let a: Int
    let b: Int

    /// Of equally alike ones the older regions first, so that the result does not depend on sets.
    func comesBefore(_ other: Pair) -> Bool {
      likeness == other.likeness ? (a, b) < (other.a, other.b) : likeness > other.likeness
    }
  }

  private let pictureSize: Float
  private var regions: [Region]

  init(_ segmentation: GraphSegmentation, _ histograms: RegionHistograms, width: Int, height: Int) {
    pictureSize = Float(width * height)
    var sizes = [Int32](repeating: 0, count: segmentation.count)
    var corners = [(left: Int, top: Int, right: Int, bottom: Int)](
      repeating: (width, height, 0, 0), count: segmentation.count)
    var neighbors = [Set<Int>](repeating: [], count: segmentation.count)
    let labels = segmentation.labels
    for y in 0..<height {
      for x in 0..<width {
        let label = Int(labels[y * width + x])
        sizes[label] += 1
        let old = corners[label]
        corners[label] = (
          min(old.left, x), min(old.top, y), max(old.right, x + 1), max(old.bottom, y + 1)
        )
        for next in [x + 1 < width ? 1 : 0, y + 1 < height ? width : 0] {
          let other = Int(labels[y * width + x + next])
          if other == label { continue }
          neighbors[label].insert(other)
          neighbors[other].insert(label)
        }
      }
    }
    let values = histograms.histograms(of: segmentation, sizes: sizes)
    regions = (0..<segmentation.count).map { label in
      let box = corners[label]
      return Region(
        size: Float(sizes[label]),
        box: Box(
          left: Float(box.left), top: Float(box.top), right: Float(box.right),
          bottom: Float(box.bottom)), histogram: values[label], neighbors: neighbors[label])
    }
  }

  /// The boxes of all regions that ever were, the whole picture first.
  func boxes(by likeness: Likeness) -> [Box] {
    var regions = regions
    var isJoined = [Bool](repeating: false, count: regions.count)
    var pairs = Heap<Pair> { $0.comesBefore($1) }
    for (a, region) in regions.enumerated() {
      for b in region.neighbors where a < b { pairs.add(pair(a, b, regions, likeness)) }
    }
    while let best = pairs.removeFirst() {
      if isJoined[best.a] || isJoined[best.b] { continue }
      let joined = join(regions[best.a], regions[best.b], best)
      let index = regions.count
      for part in [best.a, best.b] {
        isJoined[part] = true
        regions[part].histogram = []
      }
      for neighbor in joined.neighbors {
        regions[neighbor].neighbors.subtract([best.a, best.b])
        regions[neighbor].neighbors.insert(index)
      }
      regions.append(joined)
      isJoined.append(false)
      for neighbor in joined.neighbors { pairs.add(pair(neighbor, index, regions, likeness)) }
    }
    return regions.reversed().map(\.box)
  }

  private func join(_ a: Region, _ b: Region, _ pair: Pair) -> Region {
    let size = a.size + b.size
    let (first, second) = (a.size / size, b.size / size)
    var neighbors = a.neighbors.union(b.neighbors)
    neighbors.subtract([pair.a, pair.b])
    return Region(
      size: size, box: a.box.union(b.box),
      histogram: zip(a.histogram, b.histogram).map { first * $0 + second * $1 },
      neighbors: neighbors)
  }

  private func pair(_ a: Int, _ b: Int, _ regions: [Region], _ likeness: Likeness) -> Pair {
    let size = regions[a].size + regions[b].size
    let around = regions[a].box.union(regions[b].box).area
    var sum = 1 - size / pictureSize + 1 - (around - size) / pictureSize
    let first = likeness.usesColor ? 0 : RegionHistograms.colorSize
    regions[a].histogram.withUnsafeBufferPointer { a in
      regions[b].histogram.withUnsafeBufferPointer { b in
        for index in first..<RegionHistograms.size { sum += min(a[index], b[index]) }
      }
    }
    return Pair(likeness: sum, a: a, b: b)
  }
}
