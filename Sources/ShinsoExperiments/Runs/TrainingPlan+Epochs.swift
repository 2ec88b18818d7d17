import ShinsoTensor
import ShinsoTraining

extension TrainingPlan {
  /// So many passes over the data of an updater.
  ///
  /// - Throws: `InputError` for more than can be meant.
  init(epochs: Int, of updater: any Updater, _ checkpoints: CheckpointOptions) throws {
    let (updates, overflow) = epochs.multipliedReportingOverflow(by: updater.updatesPerEpoch)
    guard !overflow, updates <= mostCounted else {
      throw InputError(counted(epochs, "epoch"), "make more than \(mostCounted) updates")
    }
    self.init(updates: updates, checkpoints: checkpoints)
  }
}
