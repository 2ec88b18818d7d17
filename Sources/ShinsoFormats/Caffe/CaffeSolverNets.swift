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

  /// The files of weights that training starts from; one string may name several, separated by
  /// commas.
  func weights() throws -> [URL] {
    try solver.weights.flatMap { $0.split(separator: ",") }.map { path in
      try place(of: path.trimmingCharacters(in: .whitespaces), "file of weights")
    }
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
    try CaffeNet(prototxt: place(of: path, "net"))
  }

  private func place(of path: String, _ what: String) throws -> URL {
    guard let place = CaffePath.find(path, namedIn: folder) else {
      throw InputError(file, "its \(what) \(quoted(path)) is neither there nor beside the solver")
    }
    return place
  }
}

extension CaffeNetState {
  /// What the solver says of a net's state comes on top of what the net says.
  fileprivate mutating func add(_ other: CaffeNetState) {
    if other.hasLevel { level = other.level }
    stage += other.stage
  }
}
