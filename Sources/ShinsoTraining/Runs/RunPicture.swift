/// A picture in a run's folder. Each one has a case here, so that the next run in that folder knows
/// what to remove.
public enum RunPicture: String, Sendable, CaseIterable {
  case codes
  case confusion
  case curves
  case detections
  case filters
  case folds
  case gallery
  case histogram
  case precision
  case recall
  case percentiles
  case rates
  case reconstructions
  case regions
  case responses
  case statistics
  case table
  case words
}
