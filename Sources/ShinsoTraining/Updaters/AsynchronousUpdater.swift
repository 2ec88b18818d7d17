/// An updater whose ranks change the same parameters without waiting for each other.
protocol AsynchronousUpdater: Updater {
  /// All ranks begin at the same time.
  ///
  /// - Parameter updates: those made so far.
  func begin(at updates: Int) throws

  /// Of all ranks, as far as this one knows.
  var updatesOfAll: Int { get }

  /// Whether a rank wants all to stop.
  var stops: Bool { get }

  /// Lets all ranks stop after their next update.
  func stop() throws

  /// Once all ranks have come here, they have the same parameters.
  ///
  /// - Returns: the updates of all ranks.
  func finish() throws -> Int
}
