import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo
import TestSupport
import Testing

@testable import ShinsoExperiments

/// A small network trained on, and scored with, data that come in parts.
@Suite(.serialized) struct NetworkUseTests {
  private typealias Network = NetworkSystem<
    CIFARResNet20Entry, NetworkVariantOptions<CIFARResNet20Entry>
  >

  private func train(_ data: URL, _ output: URL, _ words: String...) throws {
    let words =
      [
        "--data", data.path, "--iterations", "30", "--batch-size", "16", "--learning-rate", "0.02",
        "--evaluate-every", "30",
        "-o", output.path,
      ] + words
    let command = try TrainCommand<Network>.parse(words)
    let run = try Run(Network.about, OptionRecord(command), arguments: [])
    try Network.train(command.options, in: run)
  }

  private func report(_ words: String...) throws -> Report {
    try Network.evaluate(NetworkEvaluateOptions.parse(words))
  }

  @Test(arguments: [false, true]) func learnsFromPartsOfItsOwn(isBinary: Bool) throws {
    try withFolder { root in
      let (data, output) = (root.appending(path: "data"), root.appending(path: "run"))
      try isBinary ? ColorPictures.writeCIFAR(to: data) : ColorPictures.write(to: data)
      try train(data, output, "--variant", "plain")
      let metadata = try SafetensorsFile(RunFolder(output).model).metadata
      #expect(metadata["variant"] == "plain" && metadata["network"] == "resnet20-cifar")
      let scores = try report("--model", output.path).scores
      #expect(scores.samples == (isBinary ? 12 : 15))
      #expect((scores[.accuracy] ?? 0) > 0.9)
    }
  }

  /// Weights of PyTorch name no classes; those of the data count, if there are as many.
  @Test func scoresWeightsOfPyTorch() throws {
    try withFolder { root in
      let data = root.appending(path: "data")
      try ColorPictures.writeCIFAR(to: data)
      let file = root.appending(path: "weights.safetensors")
      let tensors = CIFARResNet20Entry.make().state.map { name, tensor in
        (
          name.replacing("running", with: "running_").replacing("_Mean", with: "_mean")
            .replacing("_Variance", with: "_var"), tensor
        )
      }
      try SafetensorsFile.write(tensors, metadata: ["format": "pt"], to: file)
      let scores = try report("--model", file.path, "--data", data.path).scores
      #expect(scores.samples == 12)
      let error = #expect(throws: InputError.self) { try report("--model", file.path) }
      #expect(error?.subject == "--data")
      let pictures = root.appending(path: "pictures")
      try ColorPictures.write(to: pictures)
      let other = #expect(throws: InputError.self) {
        try report("--model", file.path, "--data", pictures.path)
      }
      #expect(other?.problem.hasPrefix("has no class that the model knows: ") == true)
    }
  }

  @Test func networksOfLargerPicturesTakeNoBinaryCIFAR() throws {
    try withFolder { data in
      try ColorPictures.writeCIFAR(to: data)
      let name = DataName(data.path)
      #expect(name.isCIFAR && !name.isDigits)
      let error = #expect(throws: InputError.self) {
        try name.readCIFAR(.train, ResNet18Entry.preprocessing)
      }
      #expect(error?.problem.contains("224 by 224") == true)
      #expect(try name.readCIFAR(.train, CIFARResNet20Entry.preprocessing).count == 45)
    }
  }
}
