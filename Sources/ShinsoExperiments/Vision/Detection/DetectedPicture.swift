import Foundation
import ShinsoData
import ShinsoModels

/// A picture with all that was detected in it, whatever the score.
struct DetectedPicture {
  let file: URL
  let image: Image
  let detections: [Detection]
}
