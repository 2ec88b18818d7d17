import Foundation

/// How busy the machine is, and what to do where that slows Shinso down.
struct LoadCheck: Encodable {
  /// The mean number of processes over the last minute that computed or waited for a core.
  let average: Double
  /// nil: there is nothing to do.
  let advice: String?

  /// nil where the system does not tell.
  init?(cores: Int, environment: [String: String]) {
    var averages = [0.0]
    guard getloadavg(&averages, 1) == 1 else { return nil }
    self.init(average: averages[0], cores: cores, environment: environment)
  }

  init(average: Double, cores: Int, environment: [String: String]) {
    self.average = average
    // OpenMP's threads wait for each other in busy loops, which take the cores from those that they
    // wait for.
    let isPassive = environment["OMP_WAIT_POLICY"]?.lowercased() == "passive"
    advice =
      average > Double(cores) && !isPassive
      ? "other programs keep the cores busy: set OMP_WAIT_POLICY=passive, or small trainings may be "
        + "many times slower"
      : nil
  }
}
