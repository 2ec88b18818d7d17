import ShinsoNN
import ShinsoTensor

/// Where in which bucket the gradient of each parameter lies: the last parameters, which a backward pass
/// reaches first, come first.
struct GradientLayout {
  struct Place {
    let bucket: Int
    let offset: Int
    let count: Int
    /// The parameter's number in the bucket.
    let number: Int
  }

  let parameters: [Parameter]
  /// Of each parameter; nil for those whose gradients consist of a few rows.
  let places: [Place?]
  /// Of each bucket: how many elements its gradients have, and how many gradients there are.
  let buckets: [(elements: Int, gradients: Int)]

  /// Large enough for the latency not to count, and small enough for the first ones to leave early.
  private static let bucketElements = 1 << 18

  init(_ parameters: [Parameter], inRows: [Bool]) {
    var places = [Place?](repeating: nil, count: parameters.count)
    var buckets: [(elements: Int, gradients: Int)] = []
    for index in parameters.indices.reversed() where !inRows[index] {
      let count = parameters[index].shape.elementCount
      if buckets.last.map({ $0.elements + count > Self.bucketElements }) ?? true {
        buckets.append((0, 0))
      }
      let last = buckets.count - 1
      places[index] = Place(
        bucket: last, offset: buckets[last].elements, count: count, number: buckets[last].gradients)
      buckets[last].elements += count
      buckets[last].gradients += 1
    }
    (self.parameters, self.places, self.buckets) = (parameters, places, buckets)
  }
}
