import Foundation

/// How busy the machine is, and what to do where that slows Shinso down.
struct LoadCheck: Encodable {
  /// The mean number of processes over the last minute that computed or waited for a core.
  let average: Double
  /// nil: there is nothing to do.
  let advice: String?

  /// nil where the system does not tell.
  init?(cores: Int) {
    var averages = [0.0]
    guard getloadavg(&averages, 1) == 1 else { return nil }
    self.init(average: averages[0], cores: cores)
  }

  init(average: Double, cores: Int) {
    self.average = average
    advice =
      average > Double(cores)
      ? "other programs keep the cores busy: trainings take longer, and figures of speed say little"
      : nil
  }
}
