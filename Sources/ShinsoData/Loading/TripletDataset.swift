import ShinsoFormats
import ShinsoTensor

/// Triplets of labeled samples: one, another of its class, and one of another class. Hoffer & Ailon,
/// "Deep metric learning using Triplet network", 2015. An epoch has every sample as the first of a
/// triplet once; both partners are drawn anew each time.
public struct TripletDataset<Samples: ClassificationDataset>: Dataset {
  public let samples: Samples
  /// Those that are not alone in their class.
  private let anchors: [Int]
  private let members: [[Int]]

  /// - Throws: `InputError` naming `name` unless there are two classes, and two samples in one of them.
  public init(_ samples: Samples, name: String) throws(InputError) {
    var members = [[Int]](repeating: [], count: samples.classNames.count)
    for index in 0..<samples.count { members[samples.label(index)].append(index) }
    let anchors = (0..<samples.count).filter { members[samples.label($0)].count > 1 }
    guard members.count(where: { !$0.isEmpty }) > 1, !anchors.isEmpty else {
      throw InputError(name, "needs samples of two classes, several of them in one class")
    }
    self.samples = samples
    self.anchors = anchors
    self.members = members
  }

  public var count: Int { anchors.count }
  public var identity: String { "triplets \(samples.identity)" }
  public var bytesPerSample: Int { 3 * samples.bytesPerSample }

  /// The first samples of N triplets, then their like ones, then the others: `[3N, …]`.
  public func batch(_ draws: [Draw]) throws -> Tensor {
    let size = samples.sampleShape.elementCount
    return try Tensor(shape: samples.sampleShape.inserting(3 * draws.count, at: 0)) { bytes in
      let values = bytes.bindMemory(to: Float.self)
      for (place, draw) in draws.enumerated() {
        var generator = draw.generator
        for (part, index) in triplet(draw.index, using: &generator).enumerated() {
          let start = (part * draws.count + place) * size
          try samples.write(
            index, into: UnsafeMutableBufferPointer(rebasing: values[start..<start + size]),
            using: &generator)
        }
      }
    }
  }

  private func triplet(_ number: Int, using generator: inout SplitMix64) -> [Int] {
    func below(_ limit: Int) -> Int {
      Int(generator.next().multipliedFullWidth(by: UInt64(limit)).high)
    }
    let anchor = anchors[number]
    let label = samples.label(anchor)
    let like = members[label]
    // One of the others: the last stands in for the sample itself.
    var same = like[below(like.count - 1)]
    if same == anchor { same = like[like.count - 1] }
    var other = below(samples.count)
    while samples.label(other) == label { other = below(samples.count) }
    return [anchor, same, other]
  }
}
