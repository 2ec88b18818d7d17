import Foundation

/// The memory of the machine, in bytes.
public enum SystemMemory {
  /// The total memory, or the limit that a container sets for this process.
  public static var total: Int {
    let physical = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    guard let text = try? String(contentsOfFile: "/sys/fs/cgroup/memory.max", encoding: .utf8),
      let limit = Int(text.trimmingCharacters(in: .whitespacesAndNewlines))
    else { return physical }
    return min(physical, limit)
  }

  /// The memory available without swapping; nil if the system does not report it (other than
  /// Linux).
  public static var available: Int? {
    let lines =
      (try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8))?
      .split(separator: "\n") ?? []
    guard let line = lines.first(where: { $0.hasPrefix("MemAvailable:") }),
      let kibibytes = Int(line.filter(\.isNumber))
    else { return nil }
    return min(kibibytes << 10, total)
  }
}
