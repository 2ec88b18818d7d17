import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor

/// Frames of many utterances, spliced when they are asked for, each with its tied state.
struct AlignedFrames: ClassificationDataset {
  private let splicing: FrameSplicing
  private let width: Int
  private let utterances: [FrameMatrix]
  private let states: [Int]
  /// Of each frame: its utterance.
  private let owners: [Int32]
  /// Of each utterance: its first frame.
  private let starts: [Int]
  let classNames: [String]
  let identity: String

  /// - Parameter states: of each utterance's frames.
  init(
    _ utterances: [FrameMatrix], states: [[Int32]], stateCount: Int, _ splicing: FrameSplicing
  ) {
    precondition(utterances.map(\.count) == states.map(\.count))
    self.splicing = splicing
    self.utterances = utterances
    width = utterances.first?.width ?? 0
    self.states = states.joined().map { Int($0) }
    owners = utterances.enumerated().flatMap { [Int32](repeating: Int32($0), count: $1.count) }
    starts = utterances.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    classNames = (0..<stateCount).map { "state \($0)" }
    var digest = SHA256()
    digest.update("\(splicing.context) \(stateCount) ")
    self.states.withUnsafeBytes { digest.update($0) }
    for frames in utterances { frames.rows.withUnsafeBytes { digest.update($0) } }
    identity = digest.hex()
  }

  var count: Int { states.count }
  var sampleShape: Shape { [splicing.count(width)] }
  /// Too many to be told apart by their names.
  var classes: [String]? { nil }

  func label(_ index: Int) -> Int { states[index] }

  func write(
    _ index: Int, into target: UnsafeMutableBufferPointer<Float>,
    using generator: inout SplitMix64
  ) throws {
    let owner = Int(owners[index])
    utterances[owner].rows.withUnsafeBufferPointer {
      splicing.write(index - starts[owner], of: $0, width: width, into: target)
    }
  }

  /// The frames of each state.
  var stateCounts: [Int] {
    states.reduce(into: [Int](repeating: 0, count: classNames.count)) { $0[$1] += 1 }
  }
}
