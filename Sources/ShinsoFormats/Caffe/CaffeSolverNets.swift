import Foundation
import ShinsoSchemas
import ShinsoTensor

/// The nets that a solver names or holds.
struct CaffeSolverNets {
  let solver: CaffeSolverParameter
  let file: String
  let folder: URL

  init(_ solver: CaffeSolverParameter, file: String, folder: URL) {
    self.solver = solver
    self.file = file
    self.folder = folder
  }

  func training() throws -> CaffeNet {
    var net: CaffeNet
    if solver.hasTrainNetParam {
      net = try CaffeNet(solver.trainNetParam, file: file)
    } else if solver.hasTrainNet {
      net = try read(solver.trainNet)
    } else {
      net = try shared()
    }
    net.state.add(solver.trainState)
    return net.in(.training)
  }

  /// The first test net. Caffe may have several; they differ in their data alone.
  func test() throws -> (net: CaffeNet, batches: Int)? {
    guard solver.testInterval > 0 || !solver.testIter.isEmpty else { return nil }
    guard let batches = solver.testIter.first, batches > 0 else {
      throw InputError(file, "test_interval needs a test_iter above 0")
    }
    var net: CaffeNet
    if let inline = solver.testNetParam.first {
      net = try CaffeNet(inline, file: file)
    } else if let name = solver.testNet.first {
      net = try read(name)
    } else {
      net = try shared()
    }
    if let state = solver.testState.first { net.state.add(state) }
    return (net.in(.test), Int(batches))
  }

  private func shared() throws -> CaffeNet {
    if solver.hasNetParam { return try CaffeNet(solver.netParam, file: file) }
    guard solver.hasNet else { throw InputError(file, "names no net") }
    return try read(solver.net)
  }

  private func read(_ path: String) throws -> CaffeNet {
    let places = [
      URL(filePath: path), folder.appending(path: path),
      folder.appending(path: URL(filePath: path).lastPathComponent),
    ]
    guard let place = places.first(where: { FileManager.default.fileExists(atPath: $0.path) })
    else {
      throw InputError(file, "its net \(quoted(path)) is neither there nor beside the solver")
    }
    return try CaffeNet(prototxt: place)
  }
}

extension CaffeNetState {
  /// What the solver says of a net's state comes on top of what the net says.
  fileprivate mutating func add(_ other: CaffeNetState) {
    if other.hasLevel { level = other.level }
    stage += other.stage
  }
}
