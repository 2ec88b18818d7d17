import Foundation
import ShinsoTensor

/// Prevents a second training in the same folder. The lock ends with the process, however that
/// ends.
package final class FolderLock {
  private let descriptor: Int32

  /// - Throws: `InputError` if another training is using the folder.
  package init(_ url: URL) throws(InputError) {
    let descriptor = open(url.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    // A file system without locks must not prevent training.
    if descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      close(descriptor)
      throw InputError(
        url.path,
        "another training is writing to this folder; wait until it ends or use another folder")
    }
    self.descriptor = descriptor
  }

  deinit { if descriptor >= 0 { close(descriptor) } }
}
