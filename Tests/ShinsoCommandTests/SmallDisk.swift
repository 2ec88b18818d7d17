import Foundation

/// A file system of a few bytes in memory, which lasts as long as this. It is mounted by a process
/// in a name space of its own, which takes no root where the system lets users have those, and
/// reached through that process.
final class SmallDisk {
  let path: String
  private let holder = Process()
  /// Its end, by whatever, is the holder's.
  private let input = Pipe()

  /// nil where such a file system cannot be had.
  init?(byteCount: Int) {
    let output = Pipe()
    let folder = "/tmp"
    holder.executableURL = URL(filePath: "/usr/bin/env")
    holder.arguments = [
      "unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
      "mount -t tmpfs -o size=\(byteCount) none \(folder) && echo mounted && exec cat",
    ]
    holder.standardInput = input
    holder.standardOutput = output
    holder.standardError = FileHandle.nullDevice
    guard (try? holder.run()) != nil else { return nil }
    path = "/proc/\(holder.processIdentifier)/root\(folder)"
    if output.fileHandleForReading.availableData.isEmpty { return nil }
  }

  deinit {
    try? input.fileHandleForWriting.close()
    if holder.isRunning { holder.waitUntilExit() }
  }

  static let isAvailable = SmallDisk(byteCount: 1 << 16) != nil

  /// Takes all the room that is left.
  func fill() {
    let file = open("\(path)/filler", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    let zeros = [UInt8](repeating: 0, count: 1 << 16)
    while write(file, zeros, zeros.count) > 0 {}
    close(file)
  }

  func empty() { unlink("\(path)/filler") }
}
