import ShinsoTensor

/// The part of the objects that some window covers with an overlap of at least one half; difficult
/// objects do not count. NaN without objects.
public func proposalRecall(_ windows: [[Box]], objects: [[TrueObject]]) -> Double {
  var (found, count) = (0, 0)
  for (windows, objects) in zip(windows, objects) {
    for object in objects where !object.isDifficult {
      count += 1
      if windows.contains(where: { $0.overlap(object.box) >= 0.5 }) { found += 1 }
    }
  }
  return count > 0 ? Double(found) / Double(count) : .nan
}
