import Foundation
import ShinsoFormats
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoData

/// The cases of the folder, each with what its row of the table expects.
@Suite(.requiresCases) struct CasesTests {
  // MARK: PyTorch and safetensors

  @Test(arguments: ["imagenet_best_acc1.pt", "rng_state.pt", "averaged.pt", "orig_mod.pt"])
  func stateDictionaries(file: String) throws {
    let state = try PyTorchFile.stateDict(Cases.url("torch/\(file)"))
    #expect(state.count == 9 && state[0].name == "0.weight")
    #expect(state[0].tensor.shape == [4, 3, 3, 3])
    if file == "imagenet_best_acc1.pt" {
      let sum = state[0].tensor.scalars(as: Float.self).reduce(0) { $0 + Double($1) }
      #expect(abs(sum + 0.747520) < 1e-5)
    }
  }

  @Test func severalNetworksInOneFile() throws {
    let gan = Cases.url("torch/gan.pt")
    let error = #expect(throws: InputError.self) { try PyTorchFile.stateDict(gan) }
    #expect(error?.problem.contains("'netG', 'netD'") == true)
    #expect(try PyTorchFile.stateDict(gan, part: "netG").count == 9)
    #expect(try PyTorchFile.stateDict(gan, part: "netD").count == 2)
  }

  @Test func elementsThatNothingComputesIn() throws {
    let file = Cases.url("torch/complex.pt")
    let state = try PyTorchFile.stateDict(file)
    #expect(state.map(\.name) == ["w"] && state[0].tensor.shape == [2, 2])
    #expect(state[0].tensor.scalars(as: Float.self).reduce(0, +) == 4)
    #expect(try ArrayFile(file).arrays.map(\.name) == ["w", "freqs_cis"])
    #expect(throws: InputError.self) { try PyTorchFile.tensor(named: "freqs_cis", in: file) }
    let negated = try PyTorchFile.tensor(named: "im", in: Cases.url("torch/negbit.pt"))
    #expect(negated.scalars(as: Float.self) == [-2, 4])
    let other = try SafetensorsFile(Cases.url("safetensors/c64.safetensors"))
    #expect(try other.tensor(named: "w").scalars(as: Float.self) == [0, 1, 2, 3, 4, 5])
    #expect(Set(other.names) == ["w", "freqs"])
    #expect(try other.tensors().map(\.name) == ["w"])
  }

  // MARK: Images

  @Test(arguments: [
    ("samsung_noeoi.jpg", 107, 160), ("exif6.jpg", 160, 107), ("exif6_long.jpg", 160, 107),
    ("xmp6.jpg", 160, 107), ("base.png", 107, 160), ("no_iend.png", 107, 160),
    ("other.webp", 107, 160), ("photo.jfif", 160, 107), ("arith.jpg", 64, 48),
  ]) func sizes(file: String, width: Int, height: Int) throws {
    let image = try Image(contentsOf: Cases.url("images/\(file)"))
    #expect((image.width, image.height) == (width, height))
  }

  @Test(arguments: ["no_iend.png", "other.webp", "samsung_noeoi.jpg"])
  func imagesOfOnePhotograph(file: String) throws {
    let image = try Image(contentsOf: Cases.url("images/\(file)"), as: .gray)
    let base = try Image(contentsOf: Cases.url("images/base.png"), as: .gray)
    let pairs = zip(image.pixels, base.pixels)
    let difference = pairs.reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    #expect(difference < 8 * base.pixels.count)
  }

  @Test func imagesOfOtherTypesAreCounted() throws {
    try withFolder { folder in
      let images = folder.appending(path: "a")
      try FileManager.default.createDirectory(at: images, withIntermediateDirectories: true)
      for name in ["other.bmp", "base.png"] {
        try FileManager.default.copyItem(
          at: Cases.url("images/\(name)"), to: images.appending(path: name))
      }
      let survey = try ImageSurvey(folder)
      #expect(survey.folder.items.count == 1)
      #expect(survey.passedOver.types == ["bmp": 1])
    }
  }

  // MARK: Archives and folders

  /// A tar archive of the cases, unpacked.
  private func unpacked<Result>(_ name: String, _ body: (URL) throws -> Result) throws -> Result {
    try withFolder { folder in
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = [
        "-c", "tar -xf '\(Cases.url("archives/\(name).tar").path)' -C '\(folder.path)'",
      ]
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      return try body(folder.appending(path: name))
    }
  }

  @Test func namesThatAreNotUTF8() throws {
    let packed = try ImageFolder(Cases.url("archives/latin1_files.tar"))
    #expect(packed.items.map(\.label) == [0, 0, 1, 1])
    for item in packed.items { _ = try Image(contentsOf: item.url) }
    try unpacked("folder_latin1") { folder in
      let error = #expect(throws: InputError.self) { try ImageFolder(folder) }
      #expect(error?.subject.hasSuffix("caf\\xE9") == true)
    }
  }

  @Test func namesThatOnlyLookAlike() throws {
    let packed = try ImageFolder(Cases.url("archives/nfc_nfd.zip"))
    #expect(packed.items.count == 3 && packed.classNames.count == 3)
    for item in packed.items { _ = try Image(contentsOf: item.url) }
  }

  @Test func backslashes() throws {
    let packed = try ImageFolder(Cases.url("archives/backslash.zip"))
    #expect(packed.classNames == ["a", "b", "c"] && packed.items.count == 3)
  }

  @Test func imagesBesideTheClasses() throws {
    try unpacked("mixed_features") { folder in
      let found = try ImageFolder(of: folder)
      #expect(found.items.count == 2 && found.classNames == ["a", "b"])
      #expect(try ImageSurvey(folder).passedOver.beside == 1)
    }
    #expect(try ImageFolder(of: Cases.url("archives/mixed_features.tar")).items.count == 2)
  }

  // MARK: Tables and lists

  @Test func tables() throws {
    func data(_ name: String) throws -> TensorDataset {
      try CSV(Cases.url("tables/\(name)")).dataset(name: name)
    }
    let trailing = try data("trailing_comma.csv")
    #expect(trailing.labels == [0, 1, 0] && trailing.sampleShape == [2])
    let error = #expect(throws: InputError.self) { try data("empty_label.csv") }
    #expect(error?.problem.contains("row 2") == true)
    for name in ["utf16.csv", "sepline.csv"] {
      let table = try data(name)
      #expect(table.classNames == ["cat", "dog"] && table.sampleShape == [2], "\(name)")
    }
  }

  @Test func lists() throws {
    let japanese = try ImageFolder(list: Cases.url("tables/labels_sjis.csv"))
    #expect(try japanese == ImageFolder(list: Cases.url("tables/labels_utf8.csv")))
    #expect(japanese.classNames == ["犬", "猫", "鳥"])
    let kaggle = try ImageFolder(list: Cases.url("lists/kaggle.csv"))
    #expect(kaggle.items.count == 2 && kaggle.classNames == ["x", "y"])
    let comma = try ImageFolder(list: Cases.url("lists/comma.txt"))
    #expect(comma.items.map(\.url.lastPathComponent) == ["a, b.png", "c.png"])
    #expect(comma.classNames == ["0", "1"])
  }

  // MARK: Predictions

  @Test func digitsInDarkInk() throws {
    try Workplace.with { place in
      try place.drawDigits(training: 64, testing: 20)
      let train = ["train", "lenet", "--data", "digits", "--batch-size", "16", "--iterations", "8"]
      #expect(try place.run(train).code == 0)
      let names = try FileManager.default.contentsOfDirectory(atPath: Cases.url("digits").path)
      let dark = names.filter { $0.hasPrefix("b_") }.sorted()
      #expect(dark.count == 5)
      for name in dark {
        func best(_ name: String) throws -> Workplace.Outcome {
          try place.run(
            "predict", "lenet", "--top", "1", "--sample", Cases.url("digits/\(name)").path)
        }
        let (ink, chalk) = (try best(name), try best("w_" + name.dropFirst(2)))
        #expect(ink.lines == chalk.lines, "\(ink) \(chalk)")
        #expect(ink.errors.contains("dark ink") && !chalk.errors.contains("dark ink"))
      }
      let two = try place.run(
        "predict", "lenet", "--sample", Cases.url("images/base.png").path,
        Cases.url("images/zero.jpg").path)
      #expect(two.code == 1 && two.lines.count == 5, "\(two)")
      #expect(two.errors.contains("zero.jpg: is empty"))
    }
  }
}
