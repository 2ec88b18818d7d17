import ShinsoTensor
import Synchronization

extension Array {
  /// As `map`, on all threads of the team. The body must not compute on tensors, which would use the same
  /// threads.
  func concurrentMap<Result>(_ body: (Element) -> Result) -> [Result] {
    var results = [Result?](repeating: nil, count: count)
    let next = Atomic(0)
    results.withUnsafeMutableBufferPointer { results in
      Parallel.onTeam { _, _ in
        while true {
          let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
          if index >= count { break }
          results[index] = body(self[index])
        }
      }
    }
    return results.compactMap(\.self)
  }
}
