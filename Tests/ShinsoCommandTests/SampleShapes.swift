import Foundation
import ShinsoData
import ShinsoTensor

extension Workplace {
  /// Crosses and frames of any color at any place, of which pixels tell little, in `shapes`.
  func drawShapes(count: Int) throws {
    var generator = SplitMix64(seed: 4)
    func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &generator) }
    for (label, name) in ["cross", "frame"].enumerated() {
      let folder = url("shapes/\(name)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for index in 0..<count {
        let (ground, ink) = (below(200), [below(256), below(256), below(256)])
        let (left, top) = (6 + below(12), 6 + below(12))
        var pixels = [UInt8](repeating: UInt8(ground), count: 32 * 32 * 3)
        for (y, x) in (0..<81).map({ ($0 / 9, $0 % 9) }) {
          let isInk = label == 0 ? x == 4 || y == 4 : x == 0 || y == 0 || x == 8 || y == 8
          if !isInk { continue }
          for channel in 0..<3 {
            pixels[3 * ((top + y) * 32 + left + x) + channel] = UInt8(ink[channel])
          }
        }
        try Image(width: 32, height: 32, format: .rgb, pixels: pixels)
          .writePNG(to: folder.appending(path: "\(index).png"))
      }
    }
  }
}
