import ShinsoTensor

/// Boxes that may hold an object: Uijlings, van de Sande, Gevers & Smeulders, "Selective search for
/// object recognition", IJCV 104, 2013. A segmentation by colors (``GraphSegmentation``) is joined
/// region by region; the boxes of all regions that come about are the proposals.
///
/// The paper's "fast" setting: the color spaces HSV and Lab, the similarities color + texture + size +
/// fill and texture + size + fill, thresholds of 50 and 100, a blur of 0.8: eight hierarchies. The
/// paper draws textures from derivatives by Gaussians of width 1 in eight directions; here they are
/// differences of the blurred picture in eight directions.
public struct SelectiveSearch: Sendable {
  /// The paper's k, one segmentation each.
  public var thresholds: [Float] = [50, 100]
  /// Boxes with a shorter side, in pixels, are left out, as in the paper.
  public var shortestSide: Float = 20

  private static let deviation: Float = 0.8
  private static let spaces = [ColorPlanes.Space.hsv, .lab]

  public init() {}

  /// The best boxes of a picture, most likely objects first; the same for the same picture.
  ///
  /// The order is the paper's (section 3.3): the later a region came about in its hierarchy the better,
  /// times a random number, so that small objects are not all last.
  ///
  /// - Parameters:
  ///   - pixels: `[height, width, 3]`, sRGB.
  ///   - limit: boxes.
  public func boxes(pixels: [UInt8], width: Int, height: Int, limit: Int) -> [Box] {
    var generator = SplitMix64(0x5e1ec7, UInt64(width), UInt64(height))
    var ranked: [(box: Box, rank: Double)] = []
    for space in Self.spaces {
      let picture = ColorPlanes(pixels: pixels, width: width, height: height, space: space)
        .smoothed(Self.deviation)
      let edges = GraphSegmentation.Edges(picture)
      let histograms = RegionHistograms(picture)
      for threshold in thresholds {
        let segmentation = GraphSegmentation(
          edges, threshold: threshold, smallest: Int(threshold))
        let grouping = RegionGrouping(segmentation, histograms, width: width, height: height)
        for likeness in RegionGrouping.Likeness.allCases {
          for (place, box) in grouping.boxes(by: likeness).enumerated() {
            ranked.append((box, Double(place + 1) * generator.unit()))
          }
        }
      }
    }
    ranked.sort { $0.rank < $1.rank }
    var seen = Set<Box>()
    var chosen: [Box] = []
    for (box, _) in ranked where min(box.width, box.height) >= shortestSide {
      if chosen.count == limit { break }
      if seen.insert(box).inserted { chosen.append(box) }
    }
    return chosen
  }
}
