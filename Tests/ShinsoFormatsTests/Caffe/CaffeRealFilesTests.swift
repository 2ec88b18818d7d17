import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoFormats

/// Every Caffe file among the real ones is read, and written again without a loss.
@Suite struct CaffeRealFilesTests {
  private static func files(_ ending: String) -> [URL] {
    guard let root = TestData.url("models"),
      let names = FileManager.default.enumerator(atPath: root.path)?.allObjects as? [String]
    else { return [] }
    return names.filter { $0.hasSuffix(ending) }.sorted().map { root.appending(path: $0) }
  }

  @Test(.requiresTestData("models"), arguments: files(".prototxt"))
  func text(_ url: URL) throws {
    if url.lastPathComponent.contains("solver") {
      // One solver names a net that is not there.
      guard url.path.contains("yufacedetectnet") else {
        let solver = try CaffeSolver(url)
        #expect(solver.baseRate < 0.1 && solver.momentum == Double(Float(0.9)))
        #expect(solver.test?.batches == 100)
        return
      }
      #expect(problem { try CaffeSolver(url) }.contains("neither there nor beside the solver"))
      return
    }
    let net = try CaffeNet(prototxt: url)
    let used = net.in(.test).layers
    #expect(used.count > 3 && used.allSatisfy { $0.problem == nil })
    let again = try CaffeNet(prototxt: MemorySource(Array(net.prototxt.utf8), name: "again"))
    #expect(again.layers.map(\.parameter) == net.layers.map(\.parameter))
  }

  @Test(.requiresTestData("models"), arguments: files(".caffemodel") + files("_iter_10000"))
  func binary(_ url: URL) throws {
    let net = try CaffeNet(caffemodel: url)
    let blobs = net.layers.flatMap(\.blobs)
    #expect(blobs.count > 5)
    #expect(blobs.allSatisfy { $0.scalars(as: Float.self).allSatisfy(\.isFinite) })
    try withFolder { folder in
      let copy = folder.appending(path: "copy.caffemodel")
      try net.write(caffemodel: copy)
      let again = try CaffeNet(caffemodel: copy)
      #expect(again.layers.map(\.parameter) == net.layers.map(\.parameter))
      #expect(
        again.layers.map { $0.blobs.map(\.bytes) } == net.layers.map { $0.blobs.map(\.bytes) })
    }
  }
}
