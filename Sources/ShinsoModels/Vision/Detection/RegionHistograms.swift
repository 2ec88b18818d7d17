import Foundation
import ShinsoTensor

/// What each pixel adds to the histograms of its region: Uijlings et al., section 3.2. Color: 25 bins
/// for each channel. Texture: for each channel, 10 bins for each of 8 directions of the derivative.
struct RegionHistograms {
  static let colorBins = 25
  static let textureBins = 10
  static let directions = 8
  static let colorSize = 3 * colorBins
  static let textureSize = 3 * directions * textureBins
  static let size = colorSize + textureSize
  /// Of each pixel: its place in each of the 27 histograms.
  private static let places = 3 + 3 * directions

  private let places: [UInt16]

  init(_ picture: ColorPlanes) {
    let (width, height, size) = (picture.width, picture.height, picture.planeSize)
    let steps = (0..<Self.directions).map { direction in
      let angle = Float(direction) * 2 * .pi / Float(Self.directions)
      return (x: cos(angle), y: sin(angle))
    }
    places = [UInt16](unsafeUninitializedCapacity: size * Self.places) { target, count in
      picture.values.withUnsafeBufferPointer { values in
        for channel in 0..<3 {
          for y in 0..<height {
            let (above, below) = (max(y - 1, 0), min(y + 1, height - 1))
            for x in 0..<width {
              let plane = channel * size
              let place = y * width + x
              let value = values[plane + place]
              let bin = min(Int(value * Float(Self.colorBins) / 256), Self.colorBins - 1)
              let first = place * Self.places
              target[first + channel] = UInt16(channel * Self.colorBins + max(bin, 0))
              let row = plane + y * width
              let dx = values[row + min(x + 1, width - 1)] - values[row + max(x - 1, 0)]
              let dy = values[plane + below * width + x] - values[plane + above * width + x]
              for (direction, step) in steps.enumerated() {
                // Derivatives of smoothed pictures are mostly small; 64 is already an edge.
                let slope = max(dx * step.x + dy * step.y, 0) * Float(Self.textureBins) / 64
                let histogram = channel * Self.directions + direction
                target[first + 3 + histogram] = UInt16(
                  Self.colorSize + histogram * Self.textureBins
                    + min(Int(slope), Self.textureBins - 1))
              }
            }
          }
        }
      }
      count = size * Self.places
    }
  }

  /// The histograms of every region, color and then texture, each of the two with the sum 1.
  func histograms(of segmentation: GraphSegmentation, sizes: [Int32]) -> [[Float]] {
    var sums = [Float](repeating: 0, count: segmentation.count * Self.size)
    sums.withUnsafeMutableBufferPointer { sums in
      places.withUnsafeBufferPointer { places in
        for (pixel, label) in segmentation.labels.enumerated() {
          let region = Int(label) * Self.size
          for place in 0..<Self.places {
            sums[region + Int(places[pixel * Self.places + place])] += 1
          }
        }
      }
    }
    return sizes.enumerated().map { label, size in
      let color = 1 / (3 * Float(size))
      let texture = 1 / (3 * Float(Self.directions) * Float(size))
      return (0..<Self.size).map {
        sums[label * Self.size + $0] * ($0 < Self.colorSize ? color : texture)
      }
    }
  }
}
