import Foundation
import ShinsoTensor

/// Keeps a folder from a second training; ends with the process, however that ends.
package final class FolderLock {
  private let descriptor: Int32

  /// - Throws: `InputError` if another training has the folder.
  package init(_ url: URL) throws(InputError) {
    let descriptor = open(url.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    // A file system that knows no locks is no reason not to train.
    if descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      close(descriptor)
      throw InputError(
        url.path,
        "another training writes into this folder; wait for its end or take another folder")
    }
    self.descriptor = descriptor
  }

  deinit { if descriptor >= 0 { close(descriptor) } }
}
