import Foundation
import ShinsoTensor

/// Gradients that travel between the ranks together, with a number for each that says on how many ranks
/// there was one: the sum of none is no gradient, which is not the same as zero to an optimizer.
final class GradientBucket: @unchecked Sendable {
  private let elements: Int
  private let gradients: Int
  private let ranks: Ranks
  private let reduction: Reduction
  /// A multiple of the number of ranks.
  private let padded: Int
  private let own: UnsafeMutablePointer<Float>
  /// Of `ordered`: this rank's slice of what all have.
  private let slices: UnsafeMutablePointer<Float>
  private var transfer: Transfer?

  init(elements: Int, gradients: Int, _ ranks: Ranks, _ reduction: Reduction) {
    (self.elements, self.gradients) = (elements, gradients)
    (self.ranks, self.reduction) = (ranks, reduction)
    let count = ranks.count
    padded = (elements + gradients + count - 1) / count * count
    own = .allocate(capacity: padded)
    own.initialize(repeating: 0, count: padded)
    slices = .allocate(capacity: padded)
    slices.initialize(repeating: 0, count: padded)
  }

  deinit {
    own.deallocate()
    slices.deallocate()
  }

  /// - Parameter gradient: nil if this rank has none.
  func put(_ gradient: Gradient?, at place: GradientLayout.Place) {
    let target = own + place.offset
    own[elements + place.number] = gradient == nil ? 0 : 1
    if let gradient {
      gradient.tensor.withUnsafeBytes { bytes in
        target.update(
          from: bytes.bindMemory(to: Float.self).baseAddress ?? UnsafePointer(target),
          count: place.count)
      }
    } else {
      target.update(repeating: 0, count: place.count)
    }
  }

  /// Lets the sum begin; afterwards the bucket belongs to the thread that calls MPI.
  func start() {
    let transfer = reduction == .ordered ? ordered : fast
    self.transfer = transfer
    ranks.start(transfer)
  }

  private var fast: Transfer {
    Transfer([
      { [self] channel, request in
        try ranks.mpi.check(
          ranks.mpi.startAllReduce(
            OpenMPI.inPlace, own, Int32(padded), ranks.mpi.float, ranks.mpi.sum, channel, request))
      }
    ])
  }

  /// Each rank gets a slice of all gradients, sums it in the order of the ranks, and gives the sum to all.
  private var ordered: Transfer {
    let size = Int32(padded / ranks.count)
    return Transfer([
      { [self] channel, request in
        try ranks.mpi.check(
          ranks.mpi.startAllToAll(
            own, size, ranks.mpi.float, slices, size, ranks.mpi.float, channel, request))
      },
      { [self] channel, request in
        let count = Int(size)
        for rank in 1..<ranks.count {
          let other = slices + rank * count
          for index in 0..<count { slices[index] += other[index] }
        }
        try ranks.mpi.check(
          ranks.mpi.startAllGather(
            slices, size, ranks.mpi.float, own, size, ranks.mpi.float, channel, request))
      },
    ])
  }

  func finish() throws {
    if let transfer { try ranks.finish(transfer, started: true) }
    transfer = nil
  }

  /// The mean over the ranks; nil if none had a gradient.
  func mean(at place: GradientLayout.Place, shape: Shape) -> Gradient? {
    guard own[elements + place.number] > 0 else { return nil }
    let factor = 1 / Float(ranks.count)
    let source = own + place.offset
    return .dense(
      Tensor(shape: shape) { bytes in
        let target = bytes.bindMemory(to: Float.self)
        for index in 0..<place.count { target[index] = source[index] * factor }
      })
  }
}
