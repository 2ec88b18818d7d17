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

  /// Pictures of one color for each class, with noise.
  private func picture(_ label: Int, _ seed: UInt64) -> Image {
    var generator = SplitMix64(seed, UInt64(label))
    return Image(
      width: 32, height: 32, format: .rgb,
      pixels: (0..<3072).map { place in
        UInt8(place % 3 == label ? 200 : 40) + UInt8(generator.next() & 31)
      })
  }

  private func writePictures(to folder: URL) throws {
    for (part, count) in [("train", 16), ("test", 5)] {
      for label in 0..<3 {
        for index in 0..<count {
          let file = folder.appending(path: "\(part)/c\(label)/\(index).png")
          try folder.touch("\(part)/c\(label)/\(index).png")
          try picture(label, UInt64(index + (part == "test" ? 100 : 0))).writePNG(to: file)
        }
      }
    }
  }

  /// CIFAR-10's binary files with three classes in use.
  private func writeBinary(to folder: URL) throws {
    func bytes(_ count: Int, _ seed: Int) -> [UInt8] {
      var bytes: [UInt8] = []
      for index in 0..<count {
        let pixels = picture(index % 3, UInt64(index + seed)).pixels
        bytes.append(UInt8(index % 3))
        for channel in 0..<3 { bytes += (0..<1024).map { pixels[3 * $0 + channel] } }
      }
      return bytes
    }
    for batch in 1...5 {
      try folder.write(bytes(9, 10 * batch), to: "data_batch_\(batch).bin")
    }
    try folder.write(bytes(12, 100), to: "test_batch.bin")
  }

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
      try isBinary ? writeBinary(to: data) : writePictures(to: data)
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
      try writeBinary(to: data)
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
      try writePictures(to: pictures)
      let other = #expect(throws: InputError.self) {
        try report("--model", file.path, "--data", pictures.path)
      }
      #expect(other?.problem.hasPrefix("has no class that the model knows: ") == true)
    }
  }

  @Test func networksOfLargerPicturesTakeNoBinaryCIFAR() throws {
    try withFolder { data in
      try writeBinary(to: data)
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
