import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor

/// A graph as the two files of a Caffe net: `.caffemodel` with the weights, and `.prototxt` beside it,
/// which describes the net and how its images are prepared.
///
/// Its scores are those of the graph: no softmax is added.
public struct CaffeExport {
  /// What the files cannot say.
  let notes: [String]
  private let net: CaffeNet

  /// - Parameter input: how the images of the only input are prepared.
  /// - Throws: `InputError` that names the layer that Caffe has nothing for.
  public init(_ graph: Graph, title: String, input: ImagePreprocessing) throws {
    let emitter = CaffeEmitter(graph)
    try emitter.run(input)
    net = CaffeNet(name: title, layers: emitter.layers)
    notes = emitter.notes
  }

  /// Writes both files, atomically each. Throws `InputError` if one cannot be written.
  public func write(to file: URL) throws {
    // The description comes last: without it, a half-written folder does not pass for a net.
    try net.write(caffemodel: file)
    try AtomicFile.write(Data(net.prototxt.utf8), to: Self.description(beside: file))
  }

  static func description(beside file: URL) -> URL {
    file.deletingPathExtension().appendingPathExtension("prototxt")
  }
}
