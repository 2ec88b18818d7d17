import Foundation
import ShinsoFormats
import ShinsoTensor
import Testing

@testable import ShinsoExperiments

@Suite struct RunFolderTests {
  private func write(_ metadata: [String: String], to file: URL) throws {
    try SafetensorsFile.write([("x", Tensor([1, 2] as [Float]))], metadata: metadata, to: file)
  }

  @Test func findsAFileOrTheOneInAFolder() throws {
    try withFolder { folder in
      let file = folder.appending(path: "model.safetensors")
      try write(["system": "lenet"], to: file)
      var request = Request()
      for path in [folder.path, file.path] {
        request.model = path
        #expect(try RunFolder.model(request, "lenet").path == file.path)
      }
      request.model = folder.appending(path: "other").path
      let error = #expect(throws: InputError.self) { try RunFolder.model(request, "lenet") }
      #expect(error?.problem.contains("shinso train lenet") == true)
      request.model = nil
      request.output = folder.path
      #expect(try RunFolder.model(request, "lenet").path == file.path)
      #expect(RunFolder.url(Request(), "lenet").relativePath == "runs/lenet")
    }
  }

  @Test func namesSurviveTheFile() throws {
    try withFolder { folder in
      let file = folder.appending(path: "m")
      let names = ["柴犬", "a, b", "\"quoted\"", ""]
      try write(["system": "s", "classes": jsonList(names), "broken": "[1"], to: file)
      let (content, metadata) = try RunFolder.open(file, system: "s")
      #expect(try content.tensor(named: "x").scalars(as: Float.self) == [1, 2])
      #expect(try metadata.names("classes", in: file) == names)
      #expect(throws: InputError.self) { try metadata.names("broken", in: file) }
      #expect(throws: InputError.self) { try metadata.required("layer", in: file) }
      #expect(throws: InputError.self) { try RunFolder.open(file, system: "t") }
    }
  }
}
