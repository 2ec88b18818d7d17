import Testing

/// `shinso zoo export`.
@Suite(.serialized) struct ZooExportTests {
  @Test func exportTellsBeforehandWhatItCannotDo() throws {
    try Workplace.with { place in
      for (arguments, code, part): ([String], Int32, String) in [
        (["lenet", "-o", "net.onnx"], 1, "lenet: has no trained weights: train it"),
        (["lenet", "-o", "net.h5"], 1, "--output net.h5: must end in .onnx, .safetensors"),
        (["lenet", "--random", "-o", "no/net.caffemodel"], 1, "no/net.caffemodel"),
        (["lenet", "--random", "--weights", "w.npz", "-o", "net.onnx"], 2, "--random: takes"),
        // Nothing is fetched for it: there is no tool.
        (["efficientnet-lite0", "-o", "net.caffemodel"], 1, "cannot be written for Caffe"),
      ] {
        expectError(try place.run(["zoo", "export"] + arguments), code, part)
      }
      #expect(try place.files(in: ".").isEmpty)
      let made = try place.run("zoo", "export", "lenet", "--random", "-o", "net.caffemodel")
      #expect(
        made.output.hasPrefix(
          "lenet: net.caffemodel, with random weights, described by net.prototxt, "))
      #expect(made.output.contains("for images resized to 28 x 28 (bilinear)"))
      #expect(try place.run("inspect", "net.caffemodel").code == 0)
      // Nothing that somebody made is replaced unasked.
      for name in ["lenet", "net.prototxt"] {
        expectError(
          try place.run("zoo", "export", name, "--random", "-o", "net.caffemodel"), 1,
          "net.prototxt: is there already")
      }
      try place.exportDigits()
      expectError(
        try place.run("zoo", "export", "digits.safetensors", "-o", "./digits.safetensors"), 1,
        "is a file of the network that is written")
      // Which of several networks weights are of is told.
      let random = ["zoo", "export", "mobilenet-v2", "--random", "-o", "w.npz"]
      #expect(
        try place.run(random + ["--variant", "keras"]).output
          .contains("read back by `--weights w.npz --variant keras`"))
      let again = try place.run(
        "zoo", "export", "mobilenet-v2", "--weights", "w.npz", "-o", "other.npz")
      #expect(
        again.code == 0 && again.errors.contains("taken as mobilenet-v2's variant torchvision"))
      #expect(again.errors.contains("fit keras, too"), "\(again)")
    }
  }
}
