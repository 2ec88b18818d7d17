/// The mean and squared deviations of numbers that arrive in pieces. The pieces are combined as in
/// Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample
/// variances" (1979), which stays accurate when the mean is large compared to the deviation.
struct RunningMoments {
  /// The number of finite numbers so far.
  private(set) var count = 0
  private(set) var mean = 0.0
  /// The sum of squared deviations from the mean.
  private(set) var squares = 0.0
  private(set) var least = Double.infinity
  private(set) var greatest = -Double.infinity
  private(set) var nanCount = 0
  private(set) var infiniteCount = 0

  mutating func add(_ values: [Double]) {
    var added = 0
    var sum = 0.0
    for value in values {
      guard value.isFinite else {
        if value.isNaN { nanCount += 1 } else { infiniteCount += 1 }
        continue
      }
      added += 1
      sum += value
      least = min(least, value)
      greatest = max(greatest, value)
    }
    if added == 0 { return }
    let addedMean = sum / Double(added)
    var addedSquares = 0.0
    for value in values where value.isFinite {
      addedSquares += (value - addedMean) * (value - addedMean)
    }
    let total = Double(count + added)
    let distance = addedMean - mean
    squares += addedSquares + distance * distance * (Double(count) * Double(added) / total)
    mean += distance * (Double(added) / total)
    count += added
  }
}
