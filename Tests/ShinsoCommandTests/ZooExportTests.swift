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
    }
  }
}
