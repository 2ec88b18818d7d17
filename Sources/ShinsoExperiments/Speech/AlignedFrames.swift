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
  private let variation: FrameVariation?
  let classNames: [String]
  let identity: String

  /// - Parameters:
  ///   - states: of each utterance's frames.
  ///   - variation: of frames whenever they are asked for; nil: they are as they are.
  init(
    _ utterances: [FrameMatrix], states: [[Int32]], stateCount: Int, _ splicing: FrameSplicing,
    _ variation: FrameVariation? = nil
  ) {
    precondition(utterances.map(\.count) == states.map(\.count))
    self.splicing = splicing
    self.utterances = utterances
    self.variation = variation
    width = utterances.first?.width ?? 0
    self.states = states.joined().map { Int($0) }
    owners = utterances.enumerated().flatMap { [Int32](repeating: Int32($0), count: $1.count) }
    starts = utterances.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    classNames = (0..<stateCount).map { "state \($0)" }
    var digest = SHA256()
    digest.update("\(splicing.context) \(stateCount) \(variation?.strength ?? 0) ")
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
    let frame = index - starts[owner]
    utterances[owner].rows.withUnsafeBufferPointer { rows in
      if let variation {
        variation.write(
          frame, of: rows, width: width, splicing, into: target, using: &generator)
      } else {
        splicing.write(frame, of: rows, width: width, into: target)
      }
    }
  }
}
