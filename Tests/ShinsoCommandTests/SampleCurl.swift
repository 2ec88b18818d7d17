import Foundation
import TestSupport

extension Workplace {
  /// Makes a `curl` that takes the files of MNIST from the test data, not too fast, and notes each
  /// call in `curl.log`. Returns a `PATH` with nothing else.
  func installCurl() throws -> String {
    let script = """
      #!/bin/sh
      PATH=/usr/bin:/bin
      echo "$*" >>'\(url("curl.log").path)'
      while [ $# -gt 1 ]; do
        [ "$1" = --output ] && part=$2
        shift
      done
      file='\(TestData.root.path)/mnist'/$(basename "$1")
      head -c 1000 "$file" >"$part"
      sleep 0.3
      cat "$file" >"$part" || exit 23
      """
    let tool = try write(script.utf8, to: "bin/curl")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: tool.path)
    return tool.deletingLastPathComponent().path
  }
}
