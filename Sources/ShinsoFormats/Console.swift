import Foundation

/// Where commands print: results go to standard output, everything else to standard error.
package enum Console {
  package static func result(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }

  package static func note(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }
}
