import Foundation
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining
import TestSupport
import Testing

@testable import ShinsoExperiments

@Suite struct TrainedModelTests {
  private func write(_ metadata: [String: String], to file: URL) throws {
    try SafetensorsFile.write([("x", Tensor([1, 2] as [Float]))], metadata: metadata, to: file)
  }

  private func model(_ path: String, of id: String = "lenet") throws -> TrainedModel {
    try TrainedModel(ModelOptions.parse(["--model", path]), of: id)
  }

  @Test func findsAFileOrTheOneInAFolder() throws {
    try withFolder { folder in
      let file = folder.appending(path: "model.safetensors")
      try write(["system": "lenet"], to: file)
      for path in [folder.path, file.path] { #expect(try model(path).file.path == file.path) }
      for path in ["other", "empty"] {
        if path == "empty" { try folder.touch("empty/notes.txt") }
        let error = #expect(throws: InputError.self) {
          try model(folder.appending(path: path).path)
        }
        #expect(
          error?.problem
            == "is not there; train first (shinso train lenet) or name one by --model")
      }
      let error = #expect(throws: InputError.self) {
        try TrainedModel(ModelOptions.parse([]), of: "no-such-system")
      }
      #expect(error?.subject.hasSuffix("runs/no-such-system") == true)
    }
  }

  @Test func namesSurviveTheFile() throws {
    try withFolder { folder in
      let file = folder.appending(path: "m")
      let names = ["柴犬", "a, b", "\"quoted\"", ""]
      try write(
        [
          "system": "s", "classes": jsonList(names), "broken": "[1", "none": "[]", "count": "7",
        ], to: file)
      let model = try model(file.path, of: "s")
      #expect(try model.content.tensor(named: "x").scalars(as: Float.self) == [1, 2])
      #expect(try model.names("classes") == names)
      #expect(try model.value("count") == 7)
      #expect(throws: InputError.self) { try model.names("broken") }
      #expect(throws: InputError.self) { try model.names("none") }
      #expect(throws: InputError.self) { try model.required("layer") }
      #expect(throws: InputError.self) { try model.value("classes", as: Int.self) }
      let error = #expect(throws: InputError.self) { try self.model(file.path, of: "t") }
      #expect(error?.problem == "is a model of s, not of t")
    }
  }

  /// Who trains until nothing gets better wants what was best.
  @Test func ofARunWithPatienceItIsTheBest() throws {
    try withFolder { folder in
      let run = RunFolder(folder)
      try write(["system": "lenet"], to: run.model)
      try write(["system": "lenet", "best": "yes"], to: run.best)
      #expect(try model(folder.path).metadata["best"] == nil)
      try write(["system": "lenet", "patience": "3"], to: run.model)
      #expect(try model(folder.path).metadata["best"] == "yes")
      #expect(try model(run.model.path).metadata["best"] == nil)
      try FileManager.default.removeItem(at: run.best)
      #expect(try model(folder.path).file.path == run.model.path)
    }
  }
}
