import ShinsoTensor
import Testing

@testable import ShinsoTraining

struct GradientLayoutTests {
  /// Every element has one place, the last parameters come first, and those in rows have none.
  @Test func bucketsHoldEverythingOnce() {
    let sizes = [300_000, 10, 200_000, 5, 200_000, 7]
    let parameters = sizes.map { Parameter(.zeros([$0])) }
    let layout = GradientLayout(parameters, inRows: sizes.map { $0 == 10 })
    #expect(layout.places[1] == nil)
    var used: [Int: [Range<Int>]] = [:]
    for (size, place) in zip(sizes, layout.places) {
      guard let place else { continue }
      #expect(place.count == size)
      used[place.bucket, default: []].append(place.offset..<place.offset + size)
    }
    #expect(layout.places[5]?.bucket == 0 && layout.places[0]?.bucket == layout.buckets.count - 1)
    for (bucket, ranges) in used {
      let sorted = ranges.sorted { $0.lowerBound < $1.lowerBound }
      #expect(sorted.first?.lowerBound == 0)
      #expect(zip(sorted, sorted.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
      #expect(layout.buckets[bucket].elements == sorted.last?.upperBound)
      #expect(layout.buckets[bucket].gradients == ranges.count)
    }
    // More than one, so that the first can leave early.
    #expect(layout.buckets.count > 1)
  }
}
