import Foundation
import Synchronization

/// Where commands print: results go to standard output, everything else to standard error.
package enum Console {
  /// Where several processes do the same, one of them prints.
  package static var isSilent: Bool {
    get { silence.load(ordering: .relaxed) }
    set { silence.store(newValue, ordering: .relaxed) }
  }

  private static let silence = Atomic<Bool>(false)

  package static func result(_ line: String) {
    if !isSilent { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
  }

  package static func note(_ line: String) {
    if !isSilent { FileHandle.standardError.write(Data((line + "\n").utf8)) }
  }

  /// The one line of a command that fails, of whatever process.
  package static func error(_ message: String) {
    let line = message.split(whereSeparator: \.isNewline).joined(separator: " ")
    FileHandle.standardError.write(Data("error: \(line)\n".utf8))
  }
}
