import ShinsoModels
import ShinsoTensor

/// A picture's windows with their features. The boxes of its objects come first, then the proposals.
struct WindowTable {
  let objects: [TrueObject]
  let proposals: [Box]
  let features: FeatureRows

  var boxes: [Box] { objects.map(\.box) + proposals }

  /// The proposals' part of the features.
  var proposalFeatures: FeatureRows { features.dropping(objects.count) }

  /// The greatest overlap of each window with an object of a class; 0 without one.
  func overlaps(label: Int) -> [(overlap: Float, object: Int)] {
    let mine = objects.indices.filter { objects[$0].label == label }
    return boxes.map { box in
      mine.reduce((0, 0)) { best, object in
        let overlap = box.overlap(objects[object].box)
        return overlap > best.0 ? (overlap, object) : best
      }
    }
  }
}

/// Pictures to learn from, with the features of their windows.
protocol WindowSource {
  var count: Int { get }
  func table(_ picture: Int) throws -> WindowTable
}
