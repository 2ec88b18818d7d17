import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoZoo

/// The maps of one picture at one or more scales.
struct ScaledMaps {
  struct Map {
    let map: FeatureMap
    /// Pixels of the picture from one cell to the next.
    let step: (x: Float, y: Float)
  }

  let maps: [Map]
  /// Pixels of the network's input from one cell to the next.
  let inputStep: Int

  init(maps: [Map], inputStep: Int) {
    self.maps = maps
    self.inputStep = inputStep
  }

  init(of image: Image, by network: ConvolutionalMaps, scales: [Int]) throws {
    maps = try scales.map { scale in
      let (map, step) = try network.map(of: image, shortSide: scale)
      return Map(map: map, step: step)
    }
    inputStep = network.step
  }

  /// The map where a window has most nearly 224 x 224 pixels: He et al., section 4.1.
  private func map(for window: Box) -> Map {
    func distance(_ map: Map) -> Float {
      let pixels = window.area / (map.step.x * map.step.y) * Float(inputStep * inputStep)
      return abs(pixels.squareRoot() - 224)
    }
    return maps.min { distance($0) < distance($1) }!
  }

  /// The features of windows, each a row of length 1, so that one cost suits any network.
  func features(of windows: [Box], _ pooling: WindowPooling) -> FeatureRows {
    let width = pooling.binCount * maps[0].map.channels
    return FeatureRows(count: windows.count, width: width) { index, row in
      let map = map(for: windows[index])
      let (columns, rows) = map.map.cells(of: windows[index], step: map.step)
      pooling.pool(map.map, columns: columns, rows: rows, into: row)
    }
  }
}
