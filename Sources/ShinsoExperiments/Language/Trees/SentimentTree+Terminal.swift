import Foundation
import ShinsoTensor

extension SentimentTree {
  /// One line a node, children below their parent: sign, probability and word.
  func lines(isColored: Bool) -> [String] {
    var lines: [String] = []
    // A loop and not a recursion: trees may be deep.
    var open: [(node: Int, own: String, below: String)] = [(root, "", "")]
    while let (node, own, below) = open.popLast() {
      lines.append(own + text(node, isColored: isColored))
      if let (left, right) = children(node) {
        open.append((right, below + "└─", below + "  "))
        open.append((left, below + "├─", below + "│ "))
      }
    }
    return lines
  }

  private func text(_ node: Int, isColored: Bool) -> String {
    let sign = sign(node)
    let label = label(node)
    let percent = String(format: "%3.0f%%", probabilities[node][label] * 100)
    let padding = String(repeating: " ", count: max(3 - sign.count, 1))
    let word = children(node) == nil ? "  \(tree.words[node].printable)" : ""
    guard isColored else { return "\(sign)\(padding)\(percent)\(word)" }
    return "\u{1B}[\(Self.color(value(label)))m\(sign)\(padding)\(percent)\(word)\u{1B}[0m"
  }

  /// Red for bad and blue for good, bold at the ends.
  private static func color(_ value: Double) -> String {
    switch value {
    case ..<(-0.75): "1;31"
    case ..<0: "31"
    case 0: "90"
    case ..<0.75: "34"
    default: "1;34"
    }
  }
}
