import Foundation
import Shinso

/// Learns the classes of the photographs in a folder.
func learnPhotographs(in folder: URL, output: URL) throws -> TrainingResult {
  let photographs = try ImageFolder(folder, requireClasses: 2)
  let (train, heldOut) = photographs.split(heldOut: 0.2, seed: 1)
}
