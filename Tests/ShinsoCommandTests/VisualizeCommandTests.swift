import Foundation
import ShinsoTraining
import Testing

/// Pictures of networks, as pages: these need no gnuplot.
@Suite(.serialized) struct VisualizeCommandTests {
  /// A page stands by itself: its images are in it, each with a text for those who cannot see it.
  private func check(_ page: String, images: Int) {
    #expect(page.hasPrefix("<!DOCTYPE html>"))
    #expect(page.matches(of: /<img [^>]*alt="[^"]+" src="data:image\/png;base64,/).count == images)
    #expect(page.contains("<span lang=\"ja\">"))
    #expect(!page.contains("://"))
  }

  @Test func networksByName() throws {
    try Workplace.with { place in
      try place.installNetwork()
      try place.drawPictures(count: 2)
      func draw(_ words: String...) throws -> String {
        let outcome = try place.run(
          ["visualize", "efficientnet-lite0"] + words + ["-o", "page.html"])
        #expect(outcome.code == 0, "\(outcome)")
        return try place.text("page.html")
      }
      let photo = ["--sample", "pictures/red/0.png"]
      check(try draw("filters", "--units", "7"), images: 7)
      check(try draw("activations", photo[0], photo[1], "--units", "5"), images: 6)
      let saliency = try draw("saliency", photo[0], photo[1], "--class", "thing 7")
      check(saliency, images: 4)
      #expect(saliency.contains("ガイド付き逆伝播"))
      #expect(saliency.contains("<figcaption>thing 7 "))
      let unit = try draw(
        "saliency", photo[0], photo[1], "--layer", "blocks.3", "--unit", "2")
      #expect(unit.contains("<figcaption>blocks.3 2</figcaption>"))
      let map = try draw("class-map", photo[0], photo[1], "--class", "3", "thing 4")
      check(map, images: 3)
      #expect(map.contains("Zhou") && !map.contains("Grad-CAM"))
      check(try draw("optimal", "--class", "5", "--steps", "2"), images: 1)
      check(try draw("embedding", "--data", "pictures"), images: 1)
      let layers = try place.run("visualize", "efficientnet-lite0", "layers")
      #expect(layers.lines.contains { $0.hasPrefix("blocks.3 ") }, "\(layers)")
    }
  }

  @Test func runsAndWhatCannotBeDrawn() throws {
    try Workplace.with { place in
      try place.drawDigits()
      try place.drawDigitPictures([2, 7], count: 1)
      let trained = try place.run("train", "lenet", "--data", "digits", "--iterations", "40")
      #expect(trained.code == 0, "\(trained)")
      let digit = ["--sample", "letters/digit-7/0.png"]
      func failing(_ words: [String], _ code: Int32 = 1, _ parts: String...) throws {
        let outcome = try place.run(["visualize"] + words + ["-o", "x.html"])
        for part in parts { expectError(outcome, code, part) }
        #expect(!place.exists("x.html"))
      }
      // By its name, by the folder of its run.
      for network in ["lenet", "runs/lenet"] {
        let page = try place.run(["visualize", network, "page"] + digit + ["-o", "lenet.html"])
        #expect(page.code == 0, "\(page)")
        let text = try place.text("lenet.html")
        // Filters; the digit and its maps; the digit and three ways; the digit and three classes; three best.
        check(text, images: 20 + 21 + 4 + 4 + 3)
        // It does not classify by averages of maps.
        #expect(text.contains("Grad-CAM"))
      }
      try failing(["lenet", "filters", "--layer", "conv9"], 1, "did you mean 'conv", "layers`")
      try failing(["lenet", "activations", "--layer", "fc1"] + digit, 1, "gives [1, 500], no maps")
      try failing(["lenet", "saliency", "--class", "11"] + digit, 1, "lenet has 10 classes")
      try failing(["lenet", "saliency", "--sample", "no.png"], 1, "no.png: no such file")
      try place.write(Data("no picture".utf8), to: "text.png")
      try failing(["lenet", "saliency", "--sample", "text.png"], 1, "text.png: is neither JPEG")
      try failing(["runs/lenet", "salience"], 2, "did you mean 'saliency'?")
      try failing(["nowhere.onnx", "filters"], 1, "nowhere.onnx: no such file or folder")
      expectError(
        try place.run(["visualize", "lenet", "filters"]), 1, "needs gnuplot",
        "-o lenet-filters.html")
      let path = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]
      if Plot.isAvailable {
        let drawn = try place.run(["visualize", "lenet", "saliency"] + digit, environment: path)
        #expect(drawn.code == 0 && place.exists("lenet-saliency.png"), "\(drawn)")
      }
    }
  }

  /// A perceptron has no convolutions: its units and the derivative can be seen, places cannot.
  @Test func networksWithoutConvolutions() throws {
    try Workplace.with { place in
      try place.drawDigits()
      try place.drawDigitPictures([7], count: 1)
      let trained = try place.run("train", "mlp", "--data", "digits", "--iterations", "20")
      #expect(trained.code == 0, "\(trained)")
      let page = try place.run(
        "visualize", "mlp", "page", "--sample", "letters/digit-7/0.png", "-o", "mlp.html")
      #expect(page.code == 0, "\(page)")
      #expect(page.errors.contains("left out: class-map: mlp: has no convolutions"), "\(page)")
      #expect(page.errors.contains("mlp has no relus"), "\(page)")
      // 100 units of the first layer, the digit and its derivative, three best pictures.
      check(try place.text("mlp.html"), images: 100 + 2 + 3)
      expectError(
        try place.run(
          "visualize", "mlp", "class-map", "--sample", "letters/digit-7/0.png", "-o", "x.html"),
        1, "mlp: has no convolutions, so no class maps")
    }
  }
}
