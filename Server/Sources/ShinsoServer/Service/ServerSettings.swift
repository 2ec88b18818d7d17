import Foundation
import ShinsoFormats

/// What a server is started with.
package struct ServerSettings: Sendable {
  package var host = "127.0.0.1"
  /// 0: any that is free.
  package var port = 0
  package var runs: URL
  /// How many models stay open.
  package var models = 4
  /// Where the features of training pictures are kept.
  package var cache = Cache()
  package var queue = ComputeQueue(limit: 256)
  package var uploads = Uploads()
  package var access = Access(token: nil)

  package init(runs: URL) { self.runs = runs }
}
