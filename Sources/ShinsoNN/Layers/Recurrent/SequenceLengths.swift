import ShinsoTensor

/// The lengths of the sequences in a batch `[T, N, …]`, which is padded at the end. Layers work on the
/// batch with the longest sequences first, so that kernels need not touch those that have ended.
struct SequenceLengths {
  /// From the longest to the shortest.
  private let lengths: [Int]
  private let steps: Int
  /// The place in the batch of each sequence in that order.
  private let order: [Int]
  private let isSorted: Bool
  /// As a kernel takes them, int64 `[N]`.
  let tensor: Tensor

  init(_ lengths: [Int], _ x: Tensor) {
    let shape = x.shape
    stopUnless(
      lengths.count == shape[1] && lengths.allSatisfy { $0 >= 1 && $0 <= shape[0] },
      in: "recurrent",
      "lengths \(lengths): expected \(counted(shape[1], "number")) from 1 to \(shape[0]) "
        + "for input \(shape)")
    steps = shape[0]
    order = lengths.indices.sorted { (-lengths[$0], $0) < (-lengths[$1], $1) }
    isSorted = order == Array(lengths.indices)
    self.lengths = order.map { lengths[$0] }
    tensor = Tensor(self.lengths.map(Int64.init), on: x.device)
  }

  /// The batch with the longest sequences first.
  func sorted(_ x: Tensor, axis: Int) -> Tensor {
    isSorted ? x : x.indexSelected(Tensor(order.map(Int64.init), on: x.device), axis: axis)
  }

  /// The batch in its own order again.
  func restored(_ x: Tensor, axis: Int) -> Tensor {
    if isSorted { return x }
    var inverse = [Int64](repeating: 0, count: order.count)
    for (place, sequence) in order.enumerated() { inverse[sequence] = Int64(place) }
    return x.indexSelected(Tensor(inverse, on: x.device), axis: axis)
  }

  /// Reverses each sequence of a sorted batch; the padding stays where it is.
  func turned(_ x: Tensor) -> Tensor {
    let batch = lengths.count
    let places = (0..<steps).flatMap { step in
      lengths.indices.map { n in
        (step < lengths[n] ? lengths[n] - 1 - step : step) * batch + n
      }
    }
    return x.reshaped([steps * batch, -1]).indexSelected(Tensor(places, on: x.device), axis: 0)
      .reshaped([steps, batch, -1])
  }

  /// A sorted batch with zeros beyond the sequences' ends.
  func cleared(_ x: Tensor) -> Tensor {
    if lengths.last == steps { return x }
    let kept = (0..<steps).flatMap { step in lengths.map { step < $0 ? Float(1) : 0 } }
    return x * Tensor(kept, shape: [steps, lengths.count, 1], on: x.device).cast(to: x.dtype)
  }
}
