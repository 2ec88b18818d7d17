import Foundation
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo
import TestSupport
import Testing

@testable import ShinsoExperiments

/// A program that answers many questions opens a model once.
@Suite(.serialized) struct OpenModelsTests {
  private typealias Network = NetworkSystem<
    CIFARResNet20Entry, NetworkVariantOptions<CIFARResNet20Entry>
  >

  /// Makes a file one of another system, so that it cannot be opened again; date, size and number of
  /// the file stay, and so do the weights.
  private func damage(_ file: URL) throws {
    let system = try #require(try Data(contentsOf: file).range(of: Data("finetune".utf8)))
    let handle = try FileHandle(forUpdating: file)
    try handle.seek(toOffset: UInt64(system.lowerBound))
    try handle.write(contentsOf: Data("fine-art".utf8))
    try handle.close()
    try date(file)
  }

  /// A date of whole seconds, which comes back as it was set.
  private func date(_ file: URL) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_700_000_000)], ofItemAtPath: file.path)
  }

  @Test func aClassifierStaysOpen() throws {
    try withFolder { root in
      defer { OpenModels.keep(0) }
      let (data, base) = (root.appending(path: "data"), root.appending(path: "base"))
      try ColorPictures.write(to: data)
      try trainRun(Network.self, on: data, to: base, "--iterations", "2", "--batch-size", "8")
      let run = root.appending(path: "run")
      try trainRun(
        FinetuneExperiment.self, on: data, to: run, "--network", base.path, "--iterations", "2",
        "--batch-size", "8")
      func predict() throws -> [Prediction.Class] {
        try FinetuneExperiment.predict(
          .parse(["--model", run.path]),
          samples: [data.appending(path: "test/c1/0.png").path], top: 3)[0].classes
      }
      OpenModels.keep(2)
      let file = RunFolder(run).model
      try date(file)
      let first = try predict()
      try damage(file)
      #expect(try predict() == first)
      OpenModels.keep(0)
      #expect(throws: InputError.self) { try predict() }
    }
  }
}
