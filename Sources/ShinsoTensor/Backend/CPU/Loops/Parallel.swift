import CKernels

/// Runs loops on the one thread team.
package enum Parallel {
  /// Below this many elements of simple work, a second thread costs more than it brings.
  static let grain = 16_384

  /// Splits `0..<count` into one contiguous range a thread and runs `body` on each. `cost`: simple
  /// operations per index; little work stays on the calling thread.
  static func ranges(_ count: Int, cost: Int = 1, _ body: (Range<Int>) -> Void) {
    if count <= 0 { return }
    if count == 1 || count * cost < grain { return body(0..<count) }
    onTeam { thread, team in
      let start = count * thread / team
      let end = count * (thread + 1) / team
      if start < end { body(start..<end) }
    }
  }

  /// As `ranges`, with bounds that are multiples of `multiple`: whole vectors, whole cache lines.
  static func aligned(
    _ count: Int, to multiple: Int = 64, cost: Int = 1, _ body: (Range<Int>) -> Void
  ) {
    let units = (count + multiple - 1) / multiple
    ranges(units, cost: multiple * cost) { range in
      body(range.lowerBound * multiple..<min(range.upperBound * multiple, count))
    }
  }

  /// Runs `body(thread, team)` once on every thread.
  package static func onTeam(_ body: (_ thread: Int, _ team: Int) -> Void) {
    CrossedTeams.check {
      withoutActuallyEscaping(body) { body in
        var call = Call(body: body)
        withUnsafeMutablePointer(to: &call) { pointer in
          shinso_parallel(
            { context, thread, team in
              let call = context!.assumingMemoryBound(to: Call.self)
              call.pointee.body(Int(thread), Int(team))
            }, pointer, 0)
        }
      }
    }
  }

  private struct Call {
    let body: (Int, Int) -> Void
  }
}
