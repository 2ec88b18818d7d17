import ShinsoTensor

/// The regions of a picture: Felzenszwalb & Huttenlocher, "Efficient graph-based image
/// segmentation", IJCV 59, 2004. Pixels are joined with their eight neighbors in the order of the
/// difference of their colors, as long as the difference is not above what both regions have inside.
///
/// Differences are sorted in steps of 1/128 of a color value.
struct GraphSegmentation {
  /// The region of each pixel, row by row; regions are numbered in the order of their first pixels.
  private(set) var labels: [Int32]
  private(set) var count = 0

  /// - Parameters:
  ///   - threshold: the paper's k: the greater, the larger the regions.
  ///   - smallest: pixels of a region; smaller ones join their most alike neighbor.
  init(_ edges: Edges, threshold: Float, smallest: Int) {
    let pixels = edges.pixelCount
    var parents = (0..<Int32(pixels)).map { $0 }
    var sizes = [Int32](repeating: 1, count: pixels)
    var limits = [Float](repeating: threshold, count: pixels)
    labels = []
    parents.withUnsafeMutableBufferPointer { parents in
      for edge in edges.sorted {
        let (a, b) = (Self.root(edge.a, parents), Self.root(edge.b, parents))
        if a == b { continue }
        let weight = edges.weight(edge)
        if weight > limits[Int(a)] || weight > limits[Int(b)] { continue }
        let (kept, lost) = sizes[Int(a)] >= sizes[Int(b)] ? (a, b) : (b, a)
        parents[Int(lost)] = kept
        sizes[Int(kept)] += sizes[Int(lost)]
        limits[Int(kept)] = weight + threshold / Float(sizes[Int(kept)])
      }
      for edge in edges.sorted {
        let (a, b) = (Self.root(edge.a, parents), Self.root(edge.b, parents))
        if a == b || min(sizes[Int(a)], sizes[Int(b)]) >= smallest { continue }
        let (kept, lost) = sizes[Int(a)] >= sizes[Int(b)] ? (a, b) : (b, a)
        parents[Int(lost)] = kept
        sizes[Int(kept)] += sizes[Int(lost)]
      }
      var numbers = [Int32](repeating: -1, count: pixels)
      labels = (0..<pixels).map { pixel in
        let root = Int(Self.root(Int32(pixel), parents))
        if numbers[root] < 0 {
          numbers[root] = Int32(count)
          count += 1
        }
        return numbers[root]
      }
    }
  }

  @inline(__always)
  private static func root(
    _ pixel: Int32, _ parents: UnsafeMutableBufferPointer<Int32>
  ) -> Int32 {
    var place = Int(pixel)
    while parents[place] != place {
      parents[place] = parents[Int(parents[place])]
      place = Int(parents[place])
    }
    return Int32(place)
  }

  /// The pairs of neighbors, the most alike first.
  struct Edges {
    struct Edge {
      let a: Int32
      let b: Int32
      /// In steps of 1/128.
      let difference: UInt16
    }

    let pixelCount: Int
    private(set) var sorted: [Edge]

    func weight(_ edge: Edge) -> Float { Float(edge.difference) / 128 }

    init(_ picture: ColorPlanes) {
      let (width, height) = (picture.width, picture.height)
      let pixelCount = width * height
      self.pixelCount = pixelCount
      var edges: [Edge] = []
      edges.reserveCapacity(4 * pixelCount)
      picture.values.withUnsafeBufferPointer { values in
        func add(_ a: Int, _ b: Int) {
          var sum: Float = 0
          for plane in 0..<3 {
            let step = values[plane * pixelCount + a] - values[plane * pixelCount + b]
            sum += step * step
          }
          let difference = UInt16(min(sum.squareRoot() * 128 + 0.5, 65_535))
          edges.append(Edge(a: Int32(a), b: Int32(b), difference: difference))
        }
        for y in 0..<height {
          for x in 0..<width {
            let place = y * width + x
            if x + 1 < width { add(place, place + 1) }
            if y + 1 < height {
              add(place, place + width)
              if x + 1 < width { add(place, place + width + 1) }
              if x > 0 { add(place, place + width - 1) }
            }
          }
        }
      }
      sorted = Self.sorted(edges)
    }

    /// By counting; edges of equal difference keep their order.
    private static func sorted(_ edges: [Edge]) -> [Edge] {
      var starts = [Int](repeating: 0, count: 65_537)
      for edge in edges { starts[Int(edge.difference) + 1] += 1 }
      for value in 1..<starts.count { starts[value] += starts[value - 1] }
      return [Edge](unsafeUninitializedCapacity: edges.count) { target, count in
        for edge in edges {
          target[starts[Int(edge.difference)]] = edge
          starts[Int(edge.difference)] += 1
        }
        count = edges.count
      }
    }
  }
}
