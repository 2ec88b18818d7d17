import Foundation
import ShinsoModels
import ShinsoNN
import ShinsoTensor

/// Measures on request. Each line of standard input names a workload and the number of runs; the
/// answer is a line with the milliseconds per run. A workload is created when it is first requested
/// and released when another one is; each measurement starts warm.
@main
enum Measure {
  static func main() {
    Threads.count = 2
    var current: (name: String, run: () -> Void)?
    while let line = readLine() {
      let words = line.split(separator: " ").map(String.init)
      guard words.count == 2, let runs = Int(words[1]), runs > 0,
        let workload = workloads[words[0]] ?? NetworkWorkloads.all[words[0]]
          ?? TranslationWorkloads.all[words[0]]
      else {
        complain("expected a workload and a number of runs: \(line)")
      }
      if current?.name != words[0] {
        current = nil
        current = (words[0], workload())
      }
      guard let run = current?.run else { continue }
      for _ in 0..<3 { run() }
      let time = ContinuousClock().measure { for _ in 0..<runs { run() } }
      print(time / .milliseconds(1) / Double(runs))
      fflush(nil)
    }
  }

  private static func complain(_ problem: String) -> Never {
    FileHandle.standardError.write(Data("error: \(problem)\n".utf8))
    exit(1)
  }
}
